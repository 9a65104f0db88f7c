import type { Sandbox } from "./sandbox.ts";

/** What a person at a terminal is told when everything is open. */
export function inWords(sandbox: Sandbox): string {
  const { homeAssistant } = sandbox;
  return [
    "",
    `  The home is open: ${sandbox.url}`,
    "",
    ...peopleLines(sandbox),
    `  Home Assistant ${homeAssistant.version} itself: ${homeAssistant.url}`,
    ...(homeAssistant.owner
      ? [
          `  Its owner's own password: ${homeAssistant.owner.username} / ${homeAssistant.owner.password}`,
        ]
      : []),
    `  What the gateway says: ${sandbox.log}`,
    "",
    "  To try:",
    ...tries(sandbox).map((text, index) => `  ${index + 1}. ${text}`),
    "",
    "  Ctrl-C ends everything.",
    "",
  ].join("\n");
}

/** The same for a program, on one line. */
export function inJson(sandbox: Sandbox): string {
  const { url, phone, companion, homeAssistant, provider, people } = sandbox;
  return JSON.stringify({
    url,
    phone,
    companion,
    homeAssistant,
    provider,
    people,
  });
}

function peopleLines(sandbox: Sandbox): string[] {
  const { people, provider, redirectUris } = sandbox;
  if (people.length === 0) {
    return [
      "  Allow as redirect URI at your provider:",
      ...redirectUris.map((uri) => `    ${uri}`),
      "",
    ];
  }
  const rows = people.map(({ login, password, groups }) => [
    login,
    password,
    groups.join(", ") || "none",
    atHome(groups),
  ]);
  const head = ["login", "password", "groups", "at home"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))
  );
  const line = (row: string[]) =>
    `    ${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd();
  return [
    `  People at ${provider.name} (${provider.issuer}):`,
    line(head),
    ...rows.map(line),
    "",
  ];
}

function atHome(groups: string[]): string {
  if (groups.includes("admins")) return "administrator";
  return groups.includes("family") ? "user" : "is not let in";
}

function tries(sandbox: Sandbox): string[] {
  const { url, phone, companion, people, provider, homeAssistant } = sandbox;
  const [first, , last] = people;
  return [
    `Open ${url}, choose ${provider.name} below Home Assistant's own form` +
      (first ? `, sign in as ${first.login}.` : "."),
    ...(last
      ? [
          `Sign out at ${provider.issuer}, then sign in as ${last.login}: nobody without a group gets in.`,
        ]
      : []),
    `Open ${phone}: that window is the login page of Home Assistant's app on a phone. The code comes from the browser that it opens.`,
    ...(companion
      ? [
          `Open ${companion.url}: that window is our companion app. Add the home ${companion.home} and sign in.`,
        ]
      : []),
    ...(homeAssistant.owner
      ? [`Sign in with the owner's own password: it works as before.`]
      : []),
  ];
}

/**
 * The configuration file: what is wrong with one that cannot be used, and
 * what a usable one means. Problems name the key and what to do, and never
 * repeat a value.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { AppOptions, ProviderOptions } from "@ha-external-login/gateway";
import * as v from "valibot";
import { LineCounter, parseDocument } from "yaml";
import { expand, type Environment } from "./environment.ts";
import { nearest } from "./nearest.ts";
import { isLoopback, isLoopbackHost } from "./origin.ts";
import { readProvider } from "./provider.ts";
import { schema, type File } from "./schema.ts";

/** What the file says, checked, with every default filled in. */
export interface Configuration {
  /** `url`, then `also`. */
  origins: [string, ...string[]];
  homeAssistant: string;
  listen: { host: string; port: number };
  /** Where health and metrics are; absent: nowhere. */
  internal?: { host: string; port: number };
  position: "gateway" | "sidecar";
  trustedProxies: string[];
  apps: AppOptions[];
  first: "password" | "external";
  /** Absolute. */
  data: string;
  ticketProvider: string;
  providers: ProviderOptions[];
  /** Switches that loosen something, by path: named at every start. */
  insecure: string[];
}

/** The file cannot be used. Each problem is one sentence for its operator. */
export class ConfigurationError extends Error {
  readonly name = "ConfigurationError";

  readonly code = "configuration";

  readonly problems: string[];

  constructor(problems: string[]) {
    super(`the configuration cannot be used:\n- ${problems.join("\n- ")}`);
    this.problems = problems;
  }
}

/**
 * Reads a configuration file. Paths in it start from its own folder.
 *
 * @throws {ConfigurationError} with everything that is wrong.
 */
export function loadConfiguration(
  path: string,
  environment: Environment
): Configuration {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([`"${path}" cannot be read (${code})`]);
  }
  return readConfiguration(text, dirname(resolve(path)), environment);
}

/**
 * Reads a configuration from its text.
 *
 * @throws {ConfigurationError} with everything that is wrong.
 */
export function readConfiguration(
  text: string,
  folder: string,
  environment: Environment
): Configuration {
  const problems: string[] = [];
  const tree = expand(readYaml(text), environment, problems);
  const checked = v.safeParse(schema, tree);
  if (!checked.success) {
    problems.push(...checked.issues.map((issue) => describe(issue)));
  }
  if (!checked.success || problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  const file = checked.output;
  const providers = file.providers.map((provider, at) =>
    readProvider(provider, `providers[${at}]`, folder, problems)
  );
  problems.push(...checkOrigins(file), ...checkTwins(providers));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    origins: [file.url, ...file.also],
    homeAssistant: file.home_assistant,
    listen: file.listen,
    ...(file.internal && {
      internal: { host: file.internal.host, port: file.internal.port },
    }),
    position: file.position,
    trustedProxies: file.trusted_proxies ?? neighbours(file),
    apps: file.apps.map(readApp),
    first: file.first,
    data: resolve(folder, file.data),
    ticketProvider: file.ticket.provider,
    providers,
    insecure: loosened(file),
  };
}

function readYaml(text: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    // A pretty error quotes the file, and the file may hold a secret.
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error === undefined) return document.toJS({ maxAliasCount: 20 });
  const { line } = lines.linePos(error.pos[0]);
  const kind = error.code.toLowerCase().replaceAll("_", " ");
  throw new ConfigurationError([`line ${line} is no YAML: ${kind}`]);
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = pathOf(issue);
  if (issue.type !== "strict_object") return `\`${path}\` ${issue.message}`;
  if (issue.expected === "never") return describeUnknown(issue, path);
  if (issue.received === "undefined") return `\`${path}\` is missing`;
  return path === ""
    ? "the file needs keys and values, starting with `url`"
    : `\`${path}\` needs keys and values`;
}

function describeUnknown(issue: v.BaseIssue<unknown>, path: string): string {
  const known = keysAt(issue);
  const key = String(issue.path?.at(-1)?.key);
  const meant = nearest(key, known);
  return meant === undefined
    ? `\`${path}\` is no key there is: use ${known.join(", ")}`
    : `\`${path}\`: did you mean \`${meant}\`?`;
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  return (issue.path ?? [])
    .map(({ key }) =>
      typeof key === "number" ? `[${key}]` : `.${String(key)}`
    )
    .join("")
    .replace(/^\./, "");
}

/** The keys that are known where an unknown one was met. */
function keysAt(issue: v.BaseIssue<unknown>): string[] {
  let at: unknown = schema;
  for (const { key } of issue.path?.slice(0, -1) ?? []) {
    at = step(at, String(key));
  }
  return Object.keys((bare(at) as { entries?: object }).entries ?? {});
}

function step(at: unknown, key: string): unknown {
  const { entries, item } = bare(at) as {
    entries?: Record<string, unknown>;
    item?: unknown;
  };
  return entries?.[key] ?? item;
}

/** Out of `optional` and `pipe`, which wrap what has the keys. */
function bare(at: unknown): unknown {
  const { wrapped } = at as { wrapped?: unknown };
  return wrapped === undefined ? at : bare(wrapped);
}

function checkOrigins(file: File): string[] {
  const problems: string[] = [];
  const origins = [file.url, ...file.also];
  const plain = origins.find(
    (origin) => origin.startsWith("http:") && !isLoopback(origin)
  );
  if (plain !== undefined && !file.insecure_http) {
    problems.push(
      `"${plain}" would send every login over the network in plain text: use https, or say \`insecure_http: true\``
    );
  }
  if (
    file.internal !== undefined &&
    !isLoopbackHost(file.internal.host) &&
    !file.internal.allow_network
  ) {
    problems.push(
      "`internal.host` would open health and metrics to a network: use 127.0.0.1, or say `internal.allow_network: true`"
    );
  }
  if (new Set(origins).size < origins.length) {
    problems.push("`also` names an address that is already there");
  }
  const { hostname, port } = new URL(file.home_assistant);
  if (isLoopbackHost(hostname) && port === `${file.listen.port}`) {
    problems.push(
      "`home_assistant` is the address this gateway listens on: name Home Assistant's own port"
    );
  }
  return problems;
}

function checkTwins(providers: ProviderOptions[]): string[] {
  const problems: string[] = [];
  providers.forEach((provider, at) => {
    const before = providers.slice(0, at);
    if (before.some(({ id }) => id === provider.id)) {
      problems.push(
        `\`providers[${at}].id\`: "${provider.id}" is taken by a provider above: give this one an id of its own`
      );
    }
    const { issuer, clientId } = provider.settings;
    if (
      before.some(
        ({ settings }) =>
          settings.issuer === issuer && settings.clientId === clientId
      )
    ) {
      problems.push(
        `\`providers[${at}]\` has the issuer and client_id of a provider above: remove one of them`
      );
    }
  });
  return problems;
}

/** Who listens on loopback only is asked by a proxy on the same machine. */
function neighbours(file: File): string[] {
  return isLoopbackHost(file.listen.host) ? ["127.0.0.0/8", "::1"] : [];
}

function loosened(file: File): string[] {
  return [
    ...(file.insecure_http ? ["insecure_http"] : []),
    ...(file.internal?.allow_network ? ["internal.allow_network"] : []),
    ...file.providers.flatMap((provider, at) =>
      provider.insecure_http ? [`providers[${at}].insecure_http`] : []
    ),
  ];
}

function readApp(file: File["apps"][number]): AppOptions {
  const { name, link, android, ios } = file;
  return {
    name,
    link,
    ...(android && {
      android: {
        package: android.package,
        certificates: android.sha256_cert_fingerprints,
      },
    }),
    ...(ios && { ios: { appId: `${ios.team_id}.${ios.bundle_id}` } }),
  };
}

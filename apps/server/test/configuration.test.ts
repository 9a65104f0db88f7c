import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  ConfigurationError,
  loadConfiguration,
  readConfiguration,
  type Configuration,
} from "../src/configuration.ts";
import { schema } from "../src/schema.ts";

const folder = mkdtempSync(join(tmpdir(), "configuration-"));
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

after(() => rmSync(folder, { recursive: true }));

writeFileSync(join(folder, "secret"), "s3cret\n", { mode: 0o600 });

const provider = `
  - name: Example ID
    issuer: https://id.example.org
    client_id: home-assistant
    client_secret_file: secret
    roles: { system-admin: [admins] }
`;

const shortest = `
url: https://home.example.org
home_assistant: http://127.0.0.1:8123
providers:${provider}`;

function read(text: string, environment = {}): Configuration {
  return readConfiguration(text, folder, environment);
}

function problemsOf(text: string, environment = {}): string[] {
  try {
    read(text, environment);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.problems;
  }
  return [];
}

// A setting that is misread, or silently ignored, opens a home or locks
// its people out; whoever wrote it has to be told which and what to do.
describe("readConfiguration", () => {
  it("fills in what the shortest useful file leaves out", () => {
    assert.deepEqual(read(shortest), {
      origins: ["https://home.example.org"],
      homeAssistant: "http://127.0.0.1:8123",
      listen: { host: "127.0.0.1", port: 8124 },
      position: "gateway",
      trustedProxies: ["127.0.0.0/8", "::1"],
      apps: [
        {
          name: "External Login Companion",
          link: "io.github.haexternallogin.companion:/auth-callback",
        },
      ],
      first: "password",
      data: join(folder, "data"),
      ticketProvider: "external",
      providers: [
        {
          id: "example-id",
          settings: {
            name: "Example ID",
            issuer: "https://id.example.org",
            clientId: "home-assistant",
            clientSecret: "s3cret",
            clientAuthentication: "client_secret_basic",
            scopes: ["openid", "profile", "email", "groups"],
            neededClaims: ["name", "groups"],
          },
          people: {
            claims: {
              name: ["name", "preferred_username"],
              groups: ["groups"],
            },
            roles: { "system-admin": ["admins"] },
            defaultRole: "deny",
            localOnly: [],
            sync: "every-login",
          },
          match: { use: "apps", network: "warn" },
        },
      ],
      insecure: [],
    });
  });

  it("reads the README's example", () => {
    const example = /```yaml\n([^]*?)```/.exec(readme)?.[1] ?? "";
    const here = example.replace("/run/secrets/example-id", "secret");
    assert.notEqual(example, here);
    assert.equal(read(here).providers[0]?.id, "example-id");
  });

  it("knows exactly the keys that the README explains", () => {
    const explained = [
      ...readme.matchAll(/^- `([a-z0-9_.[\]-]+)`(?: \(|:)/gm),
    ].map(([, key]) => key);
    assert.deepEqual(explained.sort(), keysOf(schema as Described).sort());
  });

  it("names the key that an unknown one was probably meant to be", () => {
    assert.deepEqual(problemsOf(shortest.replace("issuer", "isuer")), [
      "`providers[0].issuer` is missing",
      "`providers[0].isuer`: did you mean `issuer`?",
    ]);
    assert.deepEqual(problemsOf(`${shortest}\nfrist: external`), [
      "`frist`: did you mean `first`?",
    ]);
  });

  it("names all known keys where none is near", () => {
    const [problem] = problemsOf(`${shortest}\nlisten: { address: "::1" }`);
    assert.equal(
      problem,
      "`listen.address` is no key there is: use host, port"
    );
  });

  it("A61: refuses a role that is no group of Home Assistant", () => {
    const roles = problemsOf(shortest.replace("system-admin", "admins"));
    assert.match(roles.join(), /`providers\[0\]\.roles\.admins` is no key/);
    const role = problemsOf(`${shortest}    default_role: admin\n`);
    assert.match(role.join(), /`providers\[0\]\.default_role` is no group/);
  });

  it("Z19: never repeats a value in a problem", () => {
    const hidden = "hunter2-hunter2";
    for (const text of [
      shortest.replace(
        "client_secret_file: secret",
        `client_secret: ${hidden}`
      ),
      shortest.replace("https://id.example.org", hidden),
      shortest.replace(
        "client_secret_file: secret",
        `client_secret: [${hidden}]`
      ),
      `${shortest}\nlisten: ${hidden}`,
      `${shortest}\nfirst: ${hidden}`,
      `url: "${hidden}\n  ]: x`,
      `client_secret: ${hidden}: ${hidden}: [`,
      hidden,
    ]) {
      const problems = problemsOf(text);
      assert.notEqual(problems.length, 0, text);
      assert.doesNotMatch(problems.join(), /hunter2/);
    }
  });

  it("takes whole values from the environment, and says which is missing", () => {
    const text = shortest.replace(
      "client_secret_file: secret",
      "client_secret: ${EXAMPLE_SECRET}"
    );
    const [found] = read(text, { EXAMPLE_SECRET: "s3cret" }).providers;
    assert.equal(found?.settings.clientSecret, "s3cret");
    assert.match(
      problemsOf(text).join(),
      /`providers\[0\]\.client_secret`: the environment has no EXAMPLE_SECRET/
    );
  });

  it("refuses a secret in the file itself", () => {
    const text = shortest.replace("client_secret_file", "client_secret");
    assert.match(problemsOf(text).join(), /client_secret_file/);
  });

  it("A121: refuses a secret's file that others can read, but mounted ones", () => {
    const path = join(folder, "open");
    writeFileSync(path, "s3cret");
    chmodSync(path, 0o644);
    const text = shortest.replace("file: secret", "file: open");
    assert.match(problemsOf(text).join(), /open to other users/);
    assert.match(
      problemsOf(shortest.replace("file: secret", "file: gone")).join(),
      /`providers\[0\]\.client_secret_file` does not exist/
    );
  });

  it("allows plain http on this machine, elsewhere only by its switch", () => {
    const loopback = shortest.replace(
      "https://home.example.org",
      "http://localhost:8124"
    );
    assert.deepEqual(problemsOf(loopback.replace(":8123", ":8125")), []);
    const plain = shortest.replace("https://home", "http://home");
    assert.match(problemsOf(plain).join(), /insecure_http: true/);
    const switched = read(`${plain}\ninsecure_http: true`);
    assert.deepEqual(switched.insecure, ["insecure_http"]);
    const issuer = shortest.replace("https://id", "http://id");
    assert.match(
      problemsOf(issuer).join(),
      /`providers\[0\]\.issuer` is plain http/
    );
    const allowed = read(`${issuer}    insecure_http: true\n`);
    assert.deepEqual(allowed.insecure, ["providers[0].insecure_http"]);
    assert.equal(allowed.providers[0]?.settings.insecureHttp, true);
  });

  it("refuses addresses that are more or less than an origin", () => {
    for (const address of [
      "https://home.example.org/path",
      "https://home.example.org?",
      "https://user@home.example.org",
      "ftp://home.example.org",
      "home.example.org",
      "https://",
    ]) {
      const text = shortest.replace("https://home.example.org", address);
      assert.match(problemsOf(text).join(), /^`url` needs an address/, address);
    }
    const text = shortest.replace(
      "//home.example.org",
      "//HOME.example.org:443/"
    );
    assert.deepEqual(read(text).origins, ["https://home.example.org"]);
  });

  it("A121: refuses providers that cannot be told apart", () => {
    assert.match(
      problemsOf(`${shortest}${provider}`).join(),
      /`providers\[1\]\.id`: "example-id" is taken.*has the issuer and client_id/s
    );
  });

  it("refuses what would let nobody in, or ask itself", () => {
    const nobody = shortest.replace("{ system-admin: [admins] }", "{}");
    assert.match(problemsOf(nobody).join(), /so nobody could sign in/);
    const loop = shortest.replace(":8123", ":8124");
    assert.match(problemsOf(loop).join(), /address this gateway listens on/);
  });

  it("trusts no proxy by itself once others can reach it", () => {
    const open = `${shortest}\nlisten: { host: 0.0.0.0 }`;
    assert.deepEqual(read(open).trustedProxies, []);
    const wrong = `${shortest}\ntrusted_proxies: [10.0.0.0/33]`;
    assert.match(
      problemsOf(wrong).join(),
      /`trusted_proxies\[0\]` needs an address or network/
    );
  });

  it("asks for no userinfo where no group matters", () => {
    const text = shortest.replace(
      "roles: { system-admin: [admins] }",
      "default_role: system-users\n    claims: { name: [person.name, name] }"
    );
    assert.deepEqual(read(text).providers[0]?.settings.neededClaims, [
      "person",
    ]);
  });

  it("says in which line the file is no YAML", () => {
    assert.deepEqual(problemsOf("url: a\nurl: b\n"), [
      "line 2 is no YAML: duplicate key",
    ]);
    assert.deepEqual(problemsOf(""), [
      "the file needs keys and values, starting with `url`",
    ]);
  });
});

describe("loadConfiguration", () => {
  it("says when there is no such file", () => {
    assert.throws(
      () => loadConfiguration(join(folder, "gone.yaml"), {}),
      (error) =>
        error instanceof ConfigurationError &&
        /gone\.yaml" cannot be read \(ENOENT\)/.test(error.message)
    );
  });

  it("starts paths from the file's folder", () => {
    const path = join(folder, "configuration.yaml");
    writeFileSync(path, `${shortest}\ndata: keys\n`);
    assert.equal(loadConfiguration(path, {}).data, join(folder, "keys"));
  });
});

interface Described {
  entries?: object;
  wrapped?: Described;
  item?: Described;
}

/** Every path that the schema has, written as the README writes them. */
function keysOf(at: Described, path = ""): string[] {
  const { entries, item } = at.wrapped ?? at;
  if (item?.entries !== undefined) return keysOf(item, `${path}[]`);
  return Object.entries(entries ?? {}).flatMap(
    ([key, below]: [string, Described]) => {
      const name = path === "" ? key : `${path}.${key}`;
      return [name, ...keysOf(below, name)];
    }
  );
}

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readConfiguration } from "ha-external-login";
import {
  configurationText,
  embeddedId,
  embeddedProvider,
  readProviderFile,
  redirectUri,
} from "../src/configuration.ts";
import { startProvider, type RunningProvider } from "../src/provider.ts";

const home = {
  url: "http://localhost:8130",
  also: ["http://localhost:8131"],
  port: 8130,
  homeAssistant: "http://127.0.0.1:8123",
  data: "/tmp/a b/data",
};

let provider: RunningProvider;
let folder: string;

before(async () => {
  provider = await startProvider({
    redirectUris: [redirectUri(home.url, embeddedId)],
  });
  folder = await mkdtemp(join(tmpdir(), "providers-"));
});

after(async () => {
  await provider.stop();
  await rm(folder, { recursive: true });
});

const read = (providers: string) =>
  readConfiguration(
    configurationText({ ...home, folder, providers }),
    folder,
    {}
  );

// Lost: a sandbox whose gateway does not start.
describe("configurationText", () => {
  it("is a configuration that the gateway takes", async () => {
    const secretFile = join(folder, "secret");
    await writeFile(secretFile, provider.client.secret, { mode: 0o600 });
    const configuration = read(embeddedProvider(provider, secretFile));
    assert.deepEqual(configuration.origins, [home.url, ...home.also]);
    assert.equal(configuration.data, home.data);
    assert.deepEqual(configuration.insecure, []);
    const [first] = configuration.providers;
    assert.equal(first?.settings.issuer, provider.issuer);
    assert.equal(first?.settings.clientSecret, provider.client.secret);
    assert.deepEqual(first?.people.roles, {
      "system-admin": ["admins"],
      "system-users": ["family"],
    });
    assert.equal(first?.people.defaultRole, "deny");
  });

  it("takes a list of providers as it is", async () => {
    const path = join(folder, "mine.yaml");
    await writeFile(
      path,
      `---
# Mine.
- name: My ID
  issuer: https://id.example.org

  client_id: home
  client_authentication: none
  default_role: system-users
- name: Other ID
  issuer: https://other.example.org
  client_id: home
  default_role: system-users
`
    );
    const names = read(readProviderFile(path)).providers.map(
      ({ settings }) => settings.name
    );
    assert.deepEqual(names, ["My ID", "Other ID"]);
  });
});

// Lost: a clear word for a path that was mistyped.
describe("readProviderFile", () => {
  it("names a file that is not there", () => {
    assert.throws(() => readProviderFile(join(folder, "none.yaml")), {
      code: "provider_file",
      message: /none\.yaml" cannot be read \(ENOENT\)/,
    });
  });
});

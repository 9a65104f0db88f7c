import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  createProvider,
  InvalidSettingsError,
  type ProviderSettings,
} from "../src/index.ts";

const settings: ProviderSettings = {
  name: "Example ID",
  issuer: "https://id.example.org",
  clientId: "home-assistant",
  clientSecret: "secret-0123456789",
  clientAuthentication: "client_secret_basic",
  scopes: ["openid"],
  neededClaims: [],
};

const runtime = {
  now: () => 0,
  fetch: () => Promise.reject(new Error("nobody is asked")),
};

function create(change: Partial<ProviderSettings>) {
  return createProvider(runtime, { ...settings, ...change });
}

function refusesSettings(change: Partial<ProviderSettings>): void {
  assert.throws(
    () => create(change),
    (error) => {
      assert.ok(error instanceof InvalidSettingsError);
      assert.match(error.message, /Example ID/);
      assert.equal(error.message.includes("secret-"), false);
      return true;
    }
  );
}

// If this is lost, a mistake in the settings shows at a person's first login,
// or not at all.
describe("createProvider", () => {
  it("takes an issuer as it is, with path and slash", () => {
    create({ issuer: "https://id.example.org/application/o/ha/" });
  });

  it("refuses an issuer that is no plain URL", () => {
    refusesSettings({ issuer: "id.example.org" });
    refusesSettings({ issuer: "https://id.example.org/?x" });
    refusesSettings({ issuer: "https://id.example.org/#x" });
    refusesSettings({ issuer: "https://me:pw@id.example.org" });
    refusesSettings({ issuer: "ftp://id.example.org", insecureHttp: true });
  });

  it("N61: refuses a template instead of an issuer", () => {
    const issuer = "https://login.example.org/{tenantid}/v2.0";
    refusesSettings({ issuer });
  });

  it("N48: takes http on loopback, and elsewhere only if told so", () => {
    create({ issuer: "http://localhost:8080" });
    create({ issuer: "http://127.0.0.1:8080" });
    create({ issuer: "http://[::1]:8080" });
    for (const host of [
      "id.example.org",
      "127.0.0.1.example.org",
      "10.0.0.1",
    ]) {
      refusesSettings({ issuer: `http://${host}` });
      create({ issuer: `http://${host}`, insecureHttp: true });
    }
  });

  it("wants a secret exactly where one is sent", () => {
    refusesSettings({ clientSecret: undefined });
    refusesSettings({ clientSecret: "" });
    refusesSettings({ clientAuthentication: "none" });
    create({ clientAuthentication: "none", clientSecret: undefined });
  });

  it("wants to know who we are, and to ask for an ID token", () => {
    refusesSettings({ clientId: "" });
    refusesSettings({ scopes: ["profile"] });
  });
});

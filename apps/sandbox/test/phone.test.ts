import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { startPhone, type Phone } from "../src/phone.ts";

interface Seen {
  url: string | undefined;
  host: string | undefined;
  userAgent: string | undefined;
}

// Lost: that a newcomer sees how the official apps sign in.
describe("startPhone", () => {
  let gateway: Server;
  let phone: Phone;
  let seen: Seen[];

  before(async () => {
    gateway = createServer((request, response) => {
      const { host, "user-agent": userAgent } = request.headers;
      seen.push({ url: request.url, host, userAgent });
      response.setHeader("content-type", "text/html");
      response.end("<html><head><title>Log in</title></head></html>");
    });
    await new Promise<void>((done) => gateway.listen(0, "127.0.0.1", done));
    const { port } = gateway.address() as AddressInfo;
    const free = createServer();
    await new Promise<void>((done) => free.listen(0, "127.0.0.1", done));
    const own = (free.address() as AddressInfo).port;
    await new Promise((done) => free.close(done));
    phone = await startPhone(own, port);
  });

  beforeEach(() => {
    seen = [];
  });

  after(async () => {
    await phone.stop();
    await new Promise((done) => gateway.close(done));
  });

  it("offers apps that open a browser, and such that are too old to", async () => {
    const text = await (await fetch(phone.url)).text();
    for (const app of ["Android 2026.8.3", "iOS 2026.7.3", "iOS 2026.6.0"]) {
      assert.ok(text.includes(app), app);
    }
    assert.deepEqual(seen, []);
  });

  it("opens the login page as the app does, and calls itself what it is", async () => {
    const chosen = await fetch(`${phone.url}/phone/ios-2026.7.3`, {
      redirect: "manual",
    });
    const path = chosen.headers.get("location") ?? "";
    const query = new URLSearchParams(path.split("?")[1]);
    assert.equal(query.get("client_id"), "https://home-assistant.io/iOS");
    assert.equal(query.get("redirect_uri"), "homeassistant://auth-callback");
    const [cookie = ""] = chosen.headers.getSetCookie();
    const page = await fetch(phone.url + path, {
      headers: { cookie: cookie.split(";")[0] ?? "" },
    });
    assert.match(await page.text(), /<head><script src="\/phone\.js">/);
    assert.equal(seen[0]?.host, new URL(phone.url).host);
    assert.match(seen[0]?.userAgent ?? "", / Home Assistant\/2026\.7\.3 \(io/);
  });

  it("leaves another window what it is", async () => {
    const page = await fetch(`${phone.url}/auth/authorize`, {
      headers: { "user-agent": "a desktop", cookie: "sandbox-phone=toString" },
    });
    assert.doesNotMatch(await page.text(), /phone\.js/);
    assert.equal(seen[0]?.userAgent, "a desktop");
  });
});

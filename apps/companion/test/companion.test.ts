import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cabin, home, settled, startPhone, type Phone } from "./phone.ts";

const listed = (id = "example") => ({
  status: 200,
  body: { providers: [{ type: "external", id, name: "Example ID" }] },
});

const scheme = "io.example.app";

const asks = (address: string) =>
  `${scheme}:/add?home=${encodeURIComponent(address)}`;

const leave = (origin: string, provider = "example") =>
  `${origin}/auth/external-login/app/leave?provider=${provider}`;

describe("adding a home", () => {
  it("looks who is there, says it, and adds only then", async () => {
    const phone = await startPhone();
    phone.answer = async () => listed();
    await phone.companion.look("home.example.org");
    assert.deepEqual(phone.companion.view.screen, {
      name: "found",
      origin: home.origin,
      providers: home.providers,
    });
    assert.deepEqual(phone.stored(), []);
    phone.companion.addFound("  Willow House ");
    assert.deepEqual(phone.stored(), [home]);
    assert.deepEqual(phone.done, [
      `get ${home.origin}/auth/providers`,
      `sign in ${home.origin} example`,
    ]);
  });

  it("keeps what was typed where nobody answers", async () => {
    const phone = await startPhone();
    await phone.companion.look("hom.example.org");
    assert.deepEqual(phone.companion.view.screen, {
      name: "add",
      address: "hom.example.org",
      problem: "nothing",
    });
  });

  it("asks nobody over http", async () => {
    const phone = await startPhone();
    await phone.companion.look("http://192.168.1.20:8123");
    assert.deepEqual(phone.done, []);
    assert.deepEqual(phone.companion.view.screen, {
      name: "add",
      address: "http://192.168.1.20:8123",
      problem: "not_https",
    });
  });

  it("drops an answer that somebody no longer waits for", async () => {
    const phone = await startPhone();
    phone.answer = async () => listed();
    const looking = phone.companion.look("home.example.org");
    phone.companion.showHomes();
    await looking;
    assert.deepEqual(phone.companion.view.screen, { name: "homes" });
  });

  it("lets the person choose where there are several ways in", async () => {
    const phone = await startPhone();
    const second = { type: "external", id: "leaflet", name: "Leaflet" };
    phone.answer = async () => ({
      status: 200,
      body: { providers: [...listed().body.providers, second] },
    });
    await phone.companion.look("home.example.org");
    phone.companion.addFound("");
    assert.equal(phone.companion.view.screen.name, "home");
    assert.equal(phone.stored()[0]?.name, "home.example.org");
    assert.ok(!phone.done.some((line) => line.startsWith("sign in")));
  });

  // Attack: a page or a message opens `scheme:/add?home=evil`, or bends the
  // link, so that the app talks to another's server.
  it("M31: a link adds nothing and asks nobody, it shows the host", async () => {
    const phone = await startPhone([home]);
    phone.link(asks("https://evil.example/x?y"));
    await settled();
    assert.deepEqual(phone.companion.view.screen, {
      name: "asked",
      origin: "https://evil.example",
      by: "link",
    });
    assert.deepEqual(phone.done, []);
    assert.deepEqual(phone.stored(), [home]);
    for (const bent of [
      asks("javascript:alert(1)"),
      asks("https://home.example.org@evil.example"),
      `${scheme}:/start?server=https://evil.example`,
      `${scheme}:/add?home=https://evil.example&provider=x`,
    ]) {
      phone.companion.showHomes();
      phone.link(bent);
      assert.equal(phone.companion.view.screen.name, "homes", bent);
    }
    assert.deepEqual(phone.done, []);
  });

  it("M31: adds what a link asked for after a press alone", async () => {
    const phone = await startPhone();
    phone.answer = async () => listed();
    phone.link(asks(home.origin));
    await phone.companion.addAsked();
    assert.deepEqual(phone.done, [
      `get ${home.origin}/auth/providers`,
      `sign in ${home.origin} example`,
    ]);
    assert.equal(phone.stored()[0]?.name, "home.example.org");
  });

  it("takes a code as it takes a link, and says when there is none", async () => {
    const phone = await startPhone();
    phone.companion.scanned(asks(home.origin));
    assert.deepEqual(phone.companion.view.screen, {
      name: "asked",
      origin: home.origin,
      by: "code",
    });
    phone.companion.scanned("https://home.example.org/lovelace");
    assert.equal(phone.companion.view.screen.name, "asked");
    for (const nothing of [undefined, "", "WIFI:S:net;T:WPA;P:secret;;"]) {
      phone.companion.scanned(nothing);
      assert.deepEqual(phone.companion.view.screen, {
        name: "add",
        address: "",
        problem: "no_code",
      });
    }
  });
});

describe("entering a home", () => {
  it("opens it where the person is signed in, else signs in", async () => {
    const phone = await startPhone([{ ...home, session: "in" }, cabin]);
    phone.companion.enter(home.origin);
    await settled();
    phone.companion.enter(cabin.origin);
    assert.deepEqual(phone.done, [
      `open ${home.origin}`,
      `sign in ${cabin.origin} example`,
    ]);
    assert.equal(phone.companion.view.last, cabin.origin);
  });

  it("says where a home did not open, and tries again", async () => {
    const phone = await startPhone([{ ...home, session: "in" }]);
    phone.shows = () => Promise.reject(new Error("late"));
    phone.companion.enter(home.origin);
    await settled();
    assert.equal(phone.companion.view.screen.name, "not-opened");
    phone.companion.tryAgain();
    assert.deepEqual(phone.done, [
      `open ${home.origin}`,
      `open ${home.origin}`,
    ]);
  });

  it("tries again for a code where that did not open", async () => {
    const phone = await startPhone([home]);
    phone.shows = () => Promise.reject(new Error("late"));
    await phone.companion.useAnotherDevice(home.origin);
    phone.companion.tryAgain();
    assert.deepEqual(phone.done, [
      `open ${home.origin} match`,
      `open ${home.origin} match`,
    ]);
  });

  it("remembers how a sign-in ended", async () => {
    const phone = await startPhone([home]);
    const at = { home: home.origin, provider: "example" };
    phone.says({ step: "starting", ...at });
    assert.equal(phone.companion.view.screen.name, "sign-in");
    assert.equal(phone.companion.view.waiting, home.origin);
    phone.says({ step: "opening", ...at });
    phone.says({ step: "settled", reason: "signed-in", ...at });
    assert.equal(phone.companion.view.screen.name, "homes");
    assert.equal(phone.companion.view.waiting, undefined);
    assert.equal(phone.stored()[0]?.session, "in");
  });

  it("takes nobody from another screen for a hint", async () => {
    const phone = await startPhone([home]);
    const at = { home: home.origin, provider: "example" };
    phone.says({ step: "starting", ...at });
    phone.companion.showAdd("cab");
    phone.says({ step: "away", question: { about: "closed" }, ...at });
    assert.equal(phone.companion.view.screen.name, "add");
    phone.companion.showHomes();
    phone.companion.enter(home.origin);
    assert.equal(phone.companion.view.screen.name, "sign-in");
    assert.deepEqual(phone.done, []);
  });

  it("leads to Home Assistant's own sign-out", async () => {
    const phone = await startPhone([{ ...home, session: "in" }]);
    await phone.companion.signOut(home.origin);
    assert.deepEqual(phone.done, [
      `view ${home.origin}/profile as View/1 HaExternalLogin/0.1.0`,
    ]);
    assert.equal(phone.stored()[0]?.session, "out");
  });

  // Lost without: who presses it without a network reads "Signed out" while
  // Home Assistant's session is alive, and is led elsewhere ever after.
  it("says signed out after the page was shown alone", async () => {
    const phone = await startPhone([{ ...home, session: "in" }]);
    phone.shows = () => Promise.reject(new Error("late"));
    await phone.companion.signOut(home.origin);
    assert.equal(phone.companion.view.screen.name, "not-opened");
    assert.equal(phone.stored()[0]?.session, "in");
    phone.shows = () => Promise.resolve();
    phone.companion.tryAgain();
    await settled();
    const profile = `view ${home.origin}/profile as View/1 HaExternalLogin/0.1.0`;
    assert.deepEqual(phone.done, [profile, profile]);
    assert.equal(phone.stored()[0]?.session, "out");
  });

  it("removes a home, and takes that back to its place", async () => {
    const phone = await startPhone([home, cabin]);
    phone.companion.showHome(home.origin);
    phone.companion.remove(home.origin);
    assert.deepEqual(phone.stored(), [cabin]);
    phone.companion.undo();
    assert.deepEqual(phone.stored(), [home, cabin]);
    assert.equal(phone.companion.view.removed, undefined);
  });

  it("goes back to the list, and from there out of the app", async () => {
    const phone = await startPhone([home]);
    phone.companion.showHome(home.origin);
    phone.back();
    assert.equal(phone.companion.view.screen.name, "homes");
    assert.deepEqual(phone.done, []);
    phone.back();
    assert.deepEqual(phone.done, ["minimize"]);
  });
});

describe("the web view", () => {
  const inside = async () => {
    const phone = await startPhone([{ ...home, session: "in" }, cabin]);
    phone.companion.enter(home.origin);
    await settled();
    phone.done.length = 0;
    return phone;
  };

  it("leaves for the browser where the home's login page says so", async () => {
    const phone = await inside();
    await phone.visit(leave(home.origin));
    assert.deepEqual(phone.done, ["close", `sign in ${home.origin} example`]);
  });

  // Attack: a page in the view, or one that it was led to, opens the address
  // of another home or of nobody, for a provider that the home does not have,
  // or puts more into it.
  it("M55: acts on the home's own origin and a provider it lists", async () => {
    const phone = await inside();
    for (const url of [
      leave(cabin.origin),
      leave("https://evil.example"),
      leave("https://home.example.org.evil.example"),
      leave("http://home.example.org"),
      `${home.origin}/local/x.html?y=${leave(home.origin)}`,
      `${leave(home.origin)}&home=https://evil.example`,
      `${leave(home.origin)}#x`,
      `${home.origin}/auth/authorize`,
    ]) {
      await phone.visit(url);
      assert.deepEqual(phone.done, [], url);
    }
    await phone.visit(leave(home.origin, "unknown"));
    assert.deepEqual(phone.done, [`get ${home.origin}/auth/providers`]);
  });

  it("M55: asks the home about a provider that is new to the app", async () => {
    const phone = await inside();
    phone.answer = async () => ({
      status: 200,
      body: { providers: [{ type: "external", id: "new", name: "New ID" }] },
    });
    await phone.visit(leave(home.origin, "new"));
    assert.deepEqual(phone.done, [
      `get ${home.origin}/auth/providers`,
      "close",
      `sign in ${home.origin} new`,
    ]);
  });

  // Lost without: the view of the home that the person is in is closed, and
  // a browser opens for the one that they have left.
  it("M55: drops what a home says once its view is gone", async () => {
    for (const goOn of [
      (phone: Phone) => phone.closed(),
      (phone: Phone) => {
        phone.closed();
        void phone.companion.open(cabin.origin);
      },
      (phone: Phone) =>
        phone.says({ step: "opening", home: cabin.origin, provider: "x" }),
    ]) {
      const phone = await inside();
      let answer = () => {};
      phone.answer = () =>
        new Promise((resolve) => {
          answer = () => resolve(listed("new"));
        });
      await phone.visit(leave(home.origin, "new"));
      goOn(phone);
      answer();
      await settled();
      const went = phone.done.filter((line) => /^(close|sign in)/.test(line));
      assert.deepEqual(went, []);
    }
  });

  it("M55: knows the next home while the last view still closes", async () => {
    const phone = await inside();
    phone.closes = () => void phone.companion.open(cabin.origin);
    await phone.visit(leave(home.origin));
    phone.closes = () => {};
    phone.done.length = 0;
    await phone.visit(leave(cabin.origin));
    assert.deepEqual(phone.done, ["close", `sign in ${cabin.origin} example`]);
  });

  // Lost without: after one answer that got lost, the button on the login
  // page does nothing for half a minute.
  it("M55: lets the next press through where nobody answered", async () => {
    const phone = await inside();
    await phone.visit(leave(home.origin, "new"));
    phone.answer = async () => listed("new");
    await phone.visit(leave(home.origin, "new"));
    assert.equal(phone.done.at(-1), `sign in ${home.origin} new`);
  });

  it("M55: counts a press where the home has no such provider", async () => {
    const phone = await inside();
    phone.answer = async () => listed("example");
    await phone.visit(leave(home.origin, "unknown"));
    await phone.visit(leave(home.origin));
    assert.deepEqual(phone.done, [`get ${home.origin}/auth/providers`]);
  });

  // Attack: a dashboard opens the address in a loop.
  it("M55: starts once for each tap, or in 30 seconds", async () => {
    const phone = await inside();
    const at = { home: home.origin, provider: "example" };
    const starts = () =>
      phone.done.filter((line) => line.startsWith("sign in")).length;
    for (let i = 0; i < 20; i += 1) {
      await phone.visit(leave(home.origin));
      phone.says({ step: "opening", ...at });
    }
    assert.equal(starts(), 1);
    phone.pass(30);
    await phone.visit(leave(home.origin));
    assert.equal(starts(), 2);
    phone.companion.enter(home.origin);
    await settled();
    await phone.visit(leave(home.origin));
    assert.equal(starts(), 3);
  });

  it("is shown again where the app's icon has destroyed it", async () => {
    const phone = await inside();
    phone.closed();
    phone.resume();
    assert.deepEqual(phone.done, [`open ${home.origin}`]);
  });

  it("stays closed where the app itself closed it", async () => {
    const phone = await inside();
    phone.closes = () => {
      phone.closed();
      phone.resume();
    };
    await phone.visit(leave(home.origin));
    assert.deepEqual(phone.done, ["close", `sign in ${home.origin} example`]);
  });

  it("stays closed where the person closed it", async () => {
    const phone = await inside();
    phone.resume();
    phone.closed();
    phone.pass(5);
    phone.resume();
    assert.deepEqual(phone.done, []);
    assert.equal(phone.companion.view.screen.name, "homes");
  });

  it("is not opened again where the platform never destroys it", async () => {
    const phone = await startPhone([{ ...home, session: "in" }], {
      singleTask: false,
    });
    phone.companion.enter(home.origin);
    await settled();
    phone.closed();
    phone.resume();
    assert.deepEqual(phone.done, [`open ${home.origin}`]);
  });

  it("brings the app back in front of the home that it was at", async () => {
    const phone = await inside();
    phone.link(`${scheme}:/continue`);
    assert.deepEqual(phone.companion.view.screen, {
      name: "home",
      origin: home.origin,
    });
    assert.deepEqual(phone.done, []);
  });
});

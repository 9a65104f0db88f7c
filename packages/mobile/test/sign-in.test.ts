import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NotAllowedError } from "../src/guard.ts";
import {
  cabin,
  Gateway,
  link,
  Phone,
  provider,
  quiet,
  s256,
  willow,
} from "./phone.ts";

async function phoneAway(): Promise<Phone> {
  const phone = new Phone();
  await phone.start();
  await phone.goAway();
  return phone;
}

function home(phone: Phone, origin = willow): Gateway {
  return phone.homes.get(origin)!;
}

function reason({ app: { state } }: Phone): string {
  return state.step === "settled" ? state.reason : state.step;
}

// The whole trip with a home that keeps to the contract: what leaves the app,
// in which order, and what a screen is told.
describe("createSignIn", () => {
  it("goes out, comes back and opens the home, once", async () => {
    const phone = await phoneAway();
    assert.equal(phone.app.state.step, "away");
    await phone.open(home(phone).tap());
    assert.deepEqual(
      phone.states.map((state) => state.step),
      ["starting", "away", "finishing", "opening", "settled"]
    );
    assert.equal(reason(phone), "signed-in");
    assert.deepEqual(phone.pages, [
      {
        url: `${willow}/auth/external-login/app/open`,
        headers: {
          "x-external-login-resume": "ticket.state-0-willow.example.org",
        },
        userAgent: "Mozilla/5.0 (Phone) HaExternalLogin/0.1.0",
      },
    ]);
  });

  it("posts link, challenge and provider, then code and verifier", async () => {
    const phone = await phoneAway();
    await phone.open(home(phone).tap());
    const [start, finish] = home(phone).posts;
    const { challenge, ...rest } = start!.data;
    assert.deepEqual(rest, { link, provider });
    assert.equal(start!.url, `${willow}/auth/external-login/app/start`);
    assert.equal(finish!.url, `${willow}/auth/external-login/app/finish`);
    assert.deepEqual(Object.keys(finish!.data), ["code", "verifier"]);
    assert.equal(s256(finish!.data.verifier!), challenge);
  });

  it("empties the store before it sends the code", async () => {
    const phone = await phoneAway();
    await phone.open(home(phone).tap());
    assert.deepEqual(phone.events, [
      "post start",
      "put",
      "open",
      "link",
      "delete",
      "close",
      "post finish",
      "show",
    ]);
    assert.equal(phone.stored, undefined);
  });

  it("sends nothing from a store that cannot be emptied", async () => {
    const phone = await phoneAway();
    phone.storing = "rejects";
    await phone.open(home(phone).tap());
    assert.equal(reason(phone), "unreachable");
    assert.equal(phone.posts("finish").length, 0);
  });

  it("goes on without a store that takes nothing", async () => {
    const phone = new Phone();
    await phone.start();
    phone.storing = "never settles";
    await phone.goAway();
    assert.deepEqual(phone.opened, []);
    await phone.clock.pass(2);
    assert.equal(phone.opened.length, 1);
  });

  it("leaves no timer behind when it has settled", async () => {
    const phone = await phoneAway();
    assert.equal(phone.clock.waiting, 1);
    await phone.close();
    await phone.open(home(phone).tap());
    assert.equal(phone.clock.waiting, 0);
  });

  it("tells nobody who no longer listens", async () => {
    const phone = new Phone();
    await phone.start();
    const heard: string[] = [];
    const end = phone.app.subscribe(({ step }) => heard.push(step));
    await phone.goAway();
    end();
    phone.app.cancel();
    assert.deepEqual(heard, ["starting", "away"]);
  });

  it("opens no browser when it was cancelled meanwhile", async () => {
    const phone = new Phone();
    await phone.start();
    let answer = () => {};
    home(phone).lie = (posted) =>
      new Promise((resolve) => {
        answer = () => resolve(home(phone).answer(posted));
      });
    await phone.goAway();
    phone.app.cancel();
    answer();
    await quiet();
    assert.equal(reason(phone), "cancelled");
    assert.deepEqual(phone.opened, []);
  });

  it("opens no browser when it was cancelled while it was stored", async () => {
    const phone = new Phone();
    await phone.start();
    phone.storing = "never settles";
    await phone.goAway();
    phone.app.cancel();
    await phone.clock.pass(10);
    assert.equal(reason(phone), "cancelled");
    assert.deepEqual(phone.opened, []);
  });

  it("closes the browser and forgets when it is cancelled", async () => {
    const phone = await phoneAway();
    phone.app.cancel();
    await quiet();
    assert.equal(reason(phone), "cancelled");
    assert.deepEqual(phone.events.slice(-2), ["delete", "close"]);
    await phone.open(home(phone).tap());
    assert.equal(phone.posts("finish").length, 0);
  });

  for (const [name, answer] of Object.entries({
    "is refused": { status: 400, body: { message: "no such provider" } },
    "is not there": { status: 503, body: { message: "not there" } },
    "says nothing": { status: 200, body: "" },
    "says it without a state": {
      status: 200,
      body: { url: "https://id.example.com/", iss: willow },
    },
    "names no web page": {
      status: 200,
      body: { url: "intent://id.example.com", state: "s", iss: willow },
    },
  })) {
    it(`is unreachable when the start ${name}`, async () => {
      const phone = new Phone();
      await phone.start();
      home(phone).lie = async () => answer;
      await phone.goAway();
      assert.equal(reason(phone), "unreachable");
      assert.deepEqual(phone.opened, []);
      assert.deepEqual(phone.lines, ["start: no answer that can be used"]);
    });
  }

  it("is unreachable after ten seconds without an answer", async () => {
    const phone = new Phone();
    await phone.start();
    home(phone).lie = () => new Promise(() => {});
    await phone.goAway();
    await phone.clock.pass(9);
    assert.equal(phone.app.state.step, "starting");
    await phone.clock.pass(1);
    assert.equal(reason(phone), "unreachable");
  });

  it("asks again for the same ticket when its answer was lost", async () => {
    const phone = await phoneAway();
    const url = home(phone).tap();
    home(phone).lie = async () => {
      home(phone).lie = undefined;
      throw new Error("the network changed");
    };
    await phone.open(url);
    assert.equal(phone.app.state.step, "finishing");
    await phone.clock.pass(1);
    assert.equal(reason(phone), "signed-in");
    const [first, second] = phone.posts("finish");
    assert.deepEqual(second, first);
  });

  it("is unreachable after three tries, within thirty seconds", async () => {
    const phone = await phoneAway();
    const url = home(phone).tap();
    home(phone).lie = () => new Promise(() => {});
    await phone.open(url);
    await phone.clock.pass(30);
    assert.equal(reason(phone), "unreachable");
    assert.equal(phone.posts("finish").length, 3);
  });

  it("takes no ticket that would be more than a header's value", async () => {
    const phone = await phoneAway();
    const url = home(phone).tap();
    home(phone).lie = async () => ({
      status: 200,
      body: { resume: "ticket\r\ncookie: a=b" },
    });
    await phone.open(url);
    await phone.clock.pass(30);
    assert.equal(reason(phone), "unreachable");
    assert.deepEqual(phone.pages, []);
  });

  it("is unreachable when the web view does not open", async () => {
    for (const manner of ["rejects", "never settles"] as const) {
      const phone = await phoneAway();
      phone.webView = manner;
      await phone.open(home(phone).tap());
      await phone.clock.pass(75);
      assert.equal(reason(phone), "unreachable", manner);
    }
  });

  // Lost without: the app says that nobody answered while the web view, which
  // the person looks at, signs them in.
  it("waits for the first page of a slow home", async () => {
    const phone = new Phone();
    const open = () =>
      new Promise<void>((resolve) => phone.clock.after(70, resolve));
    await phone.start({ webView: { open } });
    await phone.goAway();
    await phone.open(home(phone).tap());
    await phone.clock.pass(69);
    assert.equal(phone.app.state.step, "opening");
    await phone.clock.pass(1);
    assert.equal(reason(phone), "signed-in");
  });

  it("opens a home as it was left, or its page for a code", async () => {
    const phone = new Phone();
    await phone.start();
    await phone.app.openHome(willow);
    await phone.app.openHome(willow, "match");
    assert.deepEqual(
      phone.pages.map(({ url, headers }) => [url, headers]),
      [
        [`${willow}/`, {}],
        [`${willow}/auth/external-login/app/open?way=match`, {}],
      ]
    );
  });
});

// What anybody can do to an app whose links anybody can open.
describe("an app that others send links to", () => {
  it("A3: takes nothing from the sign-in that another app began", async () => {
    // E starts in E's app and has V sign in on V's phone: the answer lands in
    // V's app, which began nothing, or something else.
    const attacker = await phoneAway();
    const stolen = home(attacker).tap();
    const idle = new Phone({ random: 100 });
    await idle.start();
    const waiting = new Phone({ random: 200 });
    await waiting.start();
    home(waiting).answer({
      url: `${willow}/auth/external-login/app/start`,
      data: { challenge: "E's" },
    });
    await waiting.goAway();
    for (const victim of [idle, waiting]) {
      await victim.open(stolen);
      assert.equal(victim.posts("finish").length, 0);
      assert.deepEqual(victim.pages, []);
    }
    assert.equal(waiting.app.state.step, "away");
  });

  it("A4: ends in one clear retry where another app was faster", async () => {
    // E's app has our scheme too, got the link first and burnt its code.
    const phone = await phoneAway();
    const url = home(phone).tap();
    home(phone).lie = async () => ({ status: 400, body: { message: "" } });
    await phone.open(url);
    assert.equal(reason(phone), "refused");
    assert.equal(phone.posts("finish").length, 1);
    home(phone).lie = undefined;
    await phone.goAway();
    assert.equal(phone.app.state.step, "away");
  });

  it("M10: waits on when a link has no, another or an earlier state", async () => {
    const phone = await phoneAway();
    phone.app.cancel();
    await phone.goAway();
    const { origin } = home(phone);
    const earlier = home(phone).tap(0);
    const none = `${link}?code=code-1&iss=${encodeURIComponent(origin)}`;
    const other = home(phone).linkWith({ code: "code-1", state: "state-x" });
    for (const url of [earlier, none, other]) {
      await phone.open(url);
      assert.equal(phone.app.state.step, "away");
      assert.equal(phone.posts("finish").length, 0);
    }
    await phone.open(home(phone).tap());
    assert.equal(reason(phone), "signed-in");
  });

  it("M11: asks no server about a link that nobody waits for", async () => {
    // E sends V a link that looks right, with E's own code in it.
    const forged = new Gateway(willow).linkWith({
      code: "codeOfEve",
      state: "stateOfEve",
    });
    const idle = new Phone();
    await idle.start();
    await idle.open(forged);
    assert.equal(idle.app.state.step, "idle");
    assert.deepEqual(idle.events, ["link"]);
    assert.deepEqual(idle.lines, ["link ignored: nothing waits for one"]);

    const waiting = await phoneAway();
    await waiting.open(forged);
    assert.equal(waiting.app.state.step, "away");
    assert.equal(waiting.events.at(-1), "link");
    assert.deepEqual(waiting.lines, [
      "link ignored: not the one that is awaited",
    ]);
  });

  it("M11: leaves links alone that are the app's own affair", async () => {
    const phone = await phoneAway();
    await phone.open("io.github.example.app:/continue");
    assert.equal(phone.app.state.step, "away");
    assert.deepEqual(phone.lines, []);
  });

  it("M12: exchanges once when a cold start tells the link twice", async () => {
    const before = await phoneAway();
    const url = home(before).tap();
    const phone = new Phone();
    phone.stored = before.stored;
    phone.homes.set(willow, home(before));
    phone.launchUrl = url;
    const starting = phone.start();
    await phone.open(url);
    await starting;
    await phone.open(url);
    assert.equal(reason(phone), "signed-in");
    assert.equal(phone.posts("finish").length, 1);
    assert.equal(phone.pages.length, 1);
  });

  it("M12: exchanges once when the second comes before the answer", async () => {
    const phone = await phoneAway();
    const url = home(phone).tap();
    home(phone).lie = () => new Promise(() => {});
    await phone.open(url);
    await phone.open(url);
    assert.equal(phone.app.state.step, "finishing");
    assert.equal(phone.posts("finish").length, 1);
  });

  it("M13: takes up a young sign-in in the next process", async () => {
    const phone = await phoneAway();
    await phone.clock.pass(599);
    await phone.start();
    assert.equal(phone.app.state.step, "away");
    await phone.open(home(phone).tap());
    assert.equal(reason(phone), "signed-in");
    assert.equal(phone.posts("finish").length, 1);
  });

  it("M13: opens the same page again after the process died", async () => {
    const phone = await phoneAway();
    await phone.start();
    phone.app.continue();
    await quiet();
    assert.equal(phone.opened.length, 2);
    assert.equal(phone.opened[1], phone.opened[0]);
    assert.equal(phone.posts("start").length, 1);
  });

  it("M13: says start again to the link of an old sign-in", async () => {
    const phone = await phoneAway();
    const url = home(phone).tap();
    phone.clock.seconds += 600;
    phone.launchUrl = url;
    await phone.start();
    assert.equal(reason(phone), "expired");
    assert.equal(phone.stored, undefined);
    assert.equal(phone.posts("finish").length, 0);
  });

  it("M13: says nothing of an old sign-in without its link", async () => {
    const phone = await phoneAway();
    phone.clock.seconds += 600;
    await phone.start();
    assert.equal(phone.app.state.step, "idle");
    assert.equal(phone.stored, undefined);
  });

  it("M13: ignores the link of a settled one, however it comes", async () => {
    const phone = await phoneAway();
    const url = home(phone).tap();
    await phone.open(url);
    await phone.open(url);
    phone.launchUrl = url;
    await phone.start();
    await phone.open(url);
    assert.equal(phone.app.state.step, "idle");
    assert.equal(phone.posts("finish").length, 1);
    assert.equal(phone.pages.length, 1);
  });

  it("M13: throws away what an earlier version stored otherwise", async () => {
    for (const stored of ["{", "null", "[]", '{"home":"x"}']) {
      const phone = new Phone();
      phone.stored = stored;
      await phone.start();
      assert.equal(phone.app.state.step, "idle");
      assert.equal(phone.stored, undefined);
    }
  });

  it("M14: sends a verifier to no home but the one that it is for", async () => {
    // Two homes at once: the answer of one while the other is awaited.
    const phone = await phoneAway();
    phone.app.signIn(cabin, provider);
    phone.app.change();
    await quiet();
    await phone.open(home(phone, willow).tap());
    assert.equal(phone.app.state.step, "away");
    await phone.open(home(phone, cabin).tap());
    assert.equal(reason(phone), "signed-in");
    assert.deepEqual(home(phone, willow).posts.length, 1);
  });

  it("M14: ignores an answer that another issuer is said to give", async () => {
    const phone = await phoneAway();
    const right = home(phone).tap();
    const encoded = encodeURIComponent(willow);
    for (const iss of [
      cabin,
      `${willow}/`,
      `${willow}:443`,
      "https://willow.example.org.evil.example",
      "https://Willow.example.org",
      "http://willow.example.org",
      "https://wіllow.example.org",
      "",
    ]) {
      await phone.open(right.replace(encoded, encodeURIComponent(iss)));
      assert.equal(phone.app.state.step, "away", iss);
    }
    await phone.open(right.replace(`iss=${encoded}&`, ""));
    assert.equal(phone.app.state.step, "away");
    assert.equal(phone.posts("finish").length, 0);
  });

  it("M14: goes nowhere for a home that passes another's start on", async () => {
    // E's home hands our challenge to V's home and gives V its answer: the
    // code would be V's home's, and would be posted to E.
    const phone = new Phone();
    await phone.start();
    home(phone, cabin).lie = async ({ data }) =>
      home(phone, willow).answer({
        url: `${willow}/auth/external-login/app/start`,
        data,
      });
    await phone.goAway(cabin);
    assert.equal(reason(phone), "unreachable");
    assert.deepEqual(phone.opened, []);
    assert.deepEqual(phone.lines, ["start: the home names another issuer"]);
  });

  it("M16: says its own words for a refusal, and begins again", async () => {
    const phone = await phoneAway();
    await phone.open(home(phone).decline());
    assert.deepEqual(phone.app.state, {
      step: "settled",
      home: willow,
      provider,
      reason: "refused",
    });
    assert.equal(phone.stored, undefined);
    assert.equal(phone.posts("finish").length, 0);
    await phone.goAway();
    assert.equal(phone.app.state.step, "away");
  });

  it("M16: takes no refusal with anything to read in it", async () => {
    const phone = await phoneAway();
    const state = "state-0-willow.example.org";
    const refusals: Record<string, string>[] = [
      { error: "<h1>Call 555</h1>", state },
      { error: "x".repeat(100_000), state },
      { error: "access_denied", error_description: "Call 555", state },
    ];
    for (const values of refusals) {
      await phone.open(home(phone).linkWith(values));
      assert.equal(phone.app.state.step, "away");
    }
  });

  it("M27: shows and follows nothing that a link has brought", async () => {
    const nasty = [
      "<img src=x onerror=alert(1)>",
      "javascript:alert(1)",
      "//evil.example",
      "\u202e\u0000",
    ];
    for (const key of ["code", "error", "state", "iss"]) {
      for (const value of nasty) {
        const phone = await phoneAway();
        const url = new URL(home(phone).tap());
        url.searchParams.set(key, value);
        await phone.open(url.href);
        const told = JSON.stringify([phone.states, phone.lines]);
        assert.equal(told.includes(value), false);
        assert.equal(phone.opened.length, 1);
        assert.deepEqual(phone.pages, []);
        assert.equal(phone.posts("finish").length, 0);
      }
    }
  });
});

// What a phone does on its own: closes, sleeps, forgets, is a day ahead.
describe("a phone with a will of its own", () => {
  it("M17: asks, within two seconds, when the browser was closed", async () => {
    const phone = await phoneAway();
    await phone.close();
    assert.deepEqual(phone.app.state, { step: "away", home: willow, provider });
    await phone.clock.pass(1);
    assert.ok(phone.app.state.step === "away");
    assert.deepEqual(phone.app.state.question, { about: "closed" });
  });

  it("M17: takes the link before, after and without that", async () => {
    for (const order of [
      ["link"],
      ["close", "link"],
      ["link", "close"],
      ["close", "pass", "link"],
      ["resume", "close", "pass", "pass", "link"],
    ]) {
      const phone = await phoneAway();
      const url = home(phone).tap();
      for (const what of order) {
        if (what === "link") await phone.open(url);
        if (what === "close") await phone.close();
        if (what === "resume") await phone.resume();
        if (what === "pass") await phone.clock.pass(30);
      }
      assert.equal(reason(phone), "signed-in", order.join());
      assert.equal(phone.posts("finish").length, 1, order.join());
    }
  });

  it("M17: waits on when the person looked at another app", async () => {
    const phone = await phoneAway();
    await phone.resume();
    await phone.clock.pass(1);
    phone.app.continue();
    await quiet();
    assert.deepEqual(phone.app.state, { step: "away", home: willow, provider });
    assert.equal(phone.opened[1], phone.opened[0]);
    assert.equal(phone.posts("start").length, 1);
  });

  it("M17: gives up after ten minutes by itself", async () => {
    const phone = await phoneAway();
    await phone.clock.pass(600);
    assert.equal(reason(phone), "expired");
    assert.equal(phone.stored, undefined);
  });

  it("M18: opens the same attempt again, with the same verifier", async () => {
    const phone = await phoneAway();
    const { stored } = phone;
    await phone.goAway();
    assert.equal(phone.opened.length, 2);
    assert.equal(phone.opened[1], phone.opened[0]);
    assert.equal(phone.stored, stored);
    assert.equal(phone.posts("start").length, 1);
  });

  it("M18: asks before another home, and forgets the first then", async () => {
    const phone = await phoneAway();
    await phone.goAway(cabin);
    assert.ok(phone.app.state.step === "away");
    const question = { about: "other", home: cabin, provider };
    assert.deepEqual(phone.app.state.question, question);
    assert.equal(phone.posts("start").length, 1);

    phone.app.change();
    await quiet();
    assert.deepEqual(phone.app.state, { step: "away", home: cabin, provider });
    assert.equal(phone.stored!.includes(willow), false);
    await phone.open(home(phone, willow).tap());
    assert.equal(phone.posts("finish").length, 0);
    await phone.open(home(phone, cabin).tap());
    assert.equal(reason(phone), "signed-in");
    assert.equal(new URL(phone.posts("finish")[0]!.url).origin, cabin);
  });

  it("M18: forgets the first even where the second does not answer", async () => {
    const phone = await phoneAway();
    home(phone, cabin).lie = async () => ({ status: 503, body: "" });
    await phone.goAway(cabin);
    phone.app.change();
    await quiet();
    assert.equal(reason(phone), "unreachable");
    assert.equal(phone.stored, undefined);
  });

  it("M18: asks before another account of the same home", async () => {
    const phone = await phoneAway();
    phone.app.signIn(willow, "other-id");
    assert.ok(phone.app.state.step === "away");
    assert.equal(phone.app.state.question?.about, "other");
    phone.app.continue();
    await quiet();
    assert.deepEqual(phone.app.state, { step: "away", home: willow, provider });
    await phone.open(home(phone).tap());
    assert.equal(reason(phone), "signed-in");
  });

  for (const [name, skew] of Object.entries({
    "an hour slow": -3600,
    "an hour fast": 3600,
    "a day slow": -86_400,
    "a day fast": 86_400,
  })) {
    it(`M30: signs in with a clock that is ${name}`, async () => {
      const right = await phoneAway();
      await right.open(home(right).tap());
      const phone = new Phone({ seconds: right.clock.seconds + skew });
      await phone.start();
      await phone.goAway();
      await phone.clock.pass(300);
      await phone.open(home(phone).tap());
      assert.equal(reason(phone), "signed-in");
      assert.deepEqual(home(phone).posts, home(right).posts);
    });
  }

  it("M30: signs in when the clock is set back meanwhile", async () => {
    const phone = await phoneAway();
    phone.clock.seconds -= 86_400;
    await phone.start();
    await phone.open(home(phone).tap());
    assert.equal(reason(phone), "signed-in");
  });

  it("M30: keeps nothing for longer because the clock was set back", async () => {
    const phone = await phoneAway();
    phone.clock.seconds -= 86_400;
    await phone.start();
    await phone.clock.pass(600);
    assert.equal(reason(phone), "expired");
    assert.equal(phone.stored, undefined);
  });

  it("M35: waits five seconds, then for the app, and opens once more", async () => {
    const phone = new Phone();
    await phone.start();
    phone.browser = "never settles";
    await phone.goAway();
    await phone.clock.pass(5);
    assert.equal(phone.app.state.step, "away");
    assert.equal(phone.opened.length, 1);
    phone.browser = "works";
    await phone.resume();
    await phone.clock.pass(1);
    assert.equal(phone.opened.length, 2);
    await phone.resume();
    await phone.clock.pass(1);
    assert.equal(phone.opened.length, 2);
    await phone.open(home(phone).tap());
    assert.equal(reason(phone), "signed-in");
  });

  it("M35: takes the link of a browser that never said it opened", async () => {
    const phone = new Phone();
    await phone.start();
    phone.browser = "never settles";
    await phone.goAway();
    await phone.clock.pass(20);
    await phone.open(home(phone).tap());
    assert.equal(reason(phone), "signed-in");
  });

  it("M35: gives up when the second time is lost as well", async () => {
    const phone = new Phone();
    await phone.start();
    phone.browser = "never settles";
    await phone.goAway();
    await phone.clock.pass(5);
    phone.app.continue();
    await phone.clock.pass(5);
    assert.equal(reason(phone), "no-browser");
    assert.equal(phone.stored, undefined);
  });

  it("M35: says at once that there is no browser", async () => {
    const phone = new Phone();
    await phone.start();
    phone.browser = "rejects";
    await phone.goAway();
    assert.equal(reason(phone), "no-browser");
    assert.deepEqual(phone.lines, ["browser: did not open"]);
  });

  it("M36: has no home that is not an https origin", async () => {
    // Code of the app hands a provider's page to the web view.
    const phone = new Phone();
    await phone.start();
    for (const url of [
      "https://id.example.com/authorize?client_id=x",
      "https://willow.example.org/",
      "https://willow.example.org@id.example.com",
      "https://Willow.example.org",
      "http://willow.example.org",
      "http://127.0.0.1:8123",
      "javascript:alert(1)",
      "willow.example.org",
      "",
    ]) {
      assert.throws(() => phone.app.signIn(url, provider), NotAllowedError);
      await assert.rejects(() => phone.app.openHome(url), NotAllowedError);
    }
    assert.deepEqual(phone.events, []);
  });

  it("M36: shows in the web view what is on the home's origin alone", async () => {
    const phone = await phoneAway();
    await phone.open(home(phone).tap());
    await phone.app.openHome(willow);
    await phone.app.openHome(willow, "match");
    const origins = new Set(phone.pages.map(({ url }) => new URL(url).origin));
    assert.deepEqual([...origins], [willow]);
    assert.equal(phone.opened.length, 1);
    assert.equal(new URL(phone.opened[0]!).origin, "https://id.example.com");
  });

  it("M37: tells no secret to a log, a screen or an error", async (test) => {
    const said: unknown[] = [];
    for (const method of ["log", "info", "warn", "error", "debug"] as const) {
      test.mock.method(console, method, (...words: unknown[]) =>
        said.push(...words)
      );
    }
    const manners = ["works", "rejects", "never settles"] as const;
    for (const broken of ["browser", "webView", "storing"] as const) {
      for (const manner of manners) {
        const phone = new Phone();
        await phone.start();
        phone[broken] = manner;
        await phone.goAway();
        await phone.clock.pass(6);
        await phone.open(home(phone).tap());
        await phone.clock.pass(60);
        const posted = [...phone.posts("start"), ...phone.posts("finish")];
        const secrets = posted
          .flatMap(({ data }) => [data.challenge, data.code, data.verifier])
          .concat("state-0", "ticket", "sealed", "authorize")
          .filter((secret) => secret !== undefined);
        const told = JSON.stringify([phone.states, phone.lines, said]);
        const leaked = secrets.filter((secret) => told.includes(secret));
        assert.deepEqual(leaked, [], `${broken} ${manner}`);
      }
    }
    assert.deepEqual(said, []);
  });
});

// Everything at once: the app lives through whatever order the world has.
describe("any afternoon", () => {
  it("opens the web view once for each sign-in at most", async () => {
    const acts = fc.constantFrom(
      ...(["signIn", "other", "tap", "again", "forged", "close"] as const),
      ...(["resume", "continue", "change", "cancel", "pass", "die"] as const)
    );
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 20 }), async (story) => {
        const phone = new Phone();
        await phone.start();
        const taps: string[] = [];
        for (const act of story) {
          if (act === "signIn") await phone.goAway();
          if (act === "other") await phone.goAway(cabin);
          if (act === "close") await phone.close();
          if (act === "resume") await phone.resume();
          if (act === "continue") phone.app.continue();
          if (act === "change") phone.app.change();
          if (act === "cancel") phone.app.cancel();
          if (act === "pass") await phone.clock.pass(250);
          if (act === "die") await phone.start();
          if (act === "forged") {
            const values = { code: "code-9", state: "state-9" };
            await phone.open(home(phone).linkWith(values));
          }
          if (act === "again" && taps.length) await phone.open(taps.at(-1)!);
          if (act === "tap") {
            for (const { origin } of phone.homes.values()) {
              if (!home(phone, origin).posts.length) continue;
              taps.push(home(phone, origin).tap());
              await phone.open(taps.at(-1)!);
            }
          }
          await quiet();
        }
        const finishes = phone.posts("finish");
        const codes = new Set(finishes.map(({ url, data }) => url + data.code));
        assert.equal(codes.size, finishes.length);
        assert.ok(phone.pages.length <= finishes.length);
        opened += phone.pages.length;
      }),
      { numRuns: 200 }
    );
    assert.ok(opened > 0, "no afternoon came to an end");
  });
});

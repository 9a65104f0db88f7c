import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Reason } from "../src/definitions.ts";
import {
  idle,
  life,
  next,
  type Effect,
  type Next,
  type Pending,
  type Session,
  type SessionEvent,
} from "../src/session.ts";

const willow = "https://willow.example.org";
const cabin = "https://cabin.example.org";
const now = 1_790_000_000;

const started = {
  url: "https://id.example.com/authorize",
  state: "state-1",
  iss: willow,
  verifier: "verifier-1",
};

const signIn = { type: "signIn", home: willow, provider: "a" } as const;
const elsewhere = { type: "signIn", home: cabin, provider: "b" } as const;
const ours = { code: "code-1", state: "state-1", iss: willow };
const link: SessionEvent = { type: "link", link: ours };
const declined: SessionEvent = {
  type: "link",
  link: { error: "access_denied", state: "state-1", iss: willow },
};
const foreign: SessionEvent = {
  type: "link",
  link: { code: "code-2", state: "state-2", iss: willow },
};

/** Where a trip stands after these events, from `idle`. */
function after(...events: SessionEvent[]): Session {
  return events.reduce(
    (session, event) => next(session, event, now).session,
    idle
  );
}

const at = {
  starting: after(signIn),
  away: after(signIn, { type: "started", trip: 1, started }),
  finishing: after(signIn, { type: "started", trip: 1, started }, link),
  opening: after(signIn, { type: "started", trip: 1, started }, link, {
    type: "finished",
    trip: 1,
    ticket: "t",
  }),
  settled: after(signIn, { type: "cancel" }),
};

const pending: Pending = {
  home: willow,
  provider: "a",
  url: started.url,
  state: "state-1",
  verifier: "verifier-1",
  startedAt: now,
};

function does({ effects }: Next): Effect["do"][] {
  return effects.map((effect) => effect.do);
}

// The table of what a person and a phone can do at every moment. A row that is
// missing here is a sign-in that hangs, or one that somebody else ends.
describe("next", () => {
  type Row = [
    from: Session,
    event: SessionEvent,
    to: Session["step"] | Reason,
    does: string,
    later?: number,
  ];

  const rows: Record<string, Row> = {
    "idle begins": [idle, signIn, "starting", "start"],
    "idle ignores a link": [idle, link, "idle", "log"],
    "idle takes up what an earlier process left": [
      idle,
      { type: "restored", pending },
      "away",
      "wait wait",
    ],
    "idle forgets what is old": [
      idle,
      { type: "restored", pending },
      "idle",
      "delete",
      life,
    ],
    "starting goes out": [
      at.starting,
      { type: "started", trip: 1, started },
      "away",
      "put wait open",
    ],
    "starting gives up without an answer": [
      at.starting,
      { type: "notStarted", trip: 1 },
      "unreachable",
      "",
    ],
    "starting can be cancelled": [
      at.starting,
      { type: "cancel" },
      "cancelled",
      "",
    ],
    "starting goes on when it is asked for again": [
      at.starting,
      signIn,
      "starting",
      "",
    ],
    "starting turns to another home at once": [
      at.starting,
      elsewhere,
      "starting",
      "start",
    ],
    "away tells that there is no browser": [
      at.away,
      { type: "notOpened", trip: 1, opens: 1, late: false },
      "no-browser",
      "delete close",
    ],
    "away waits on for a browser that does not answer": [
      at.away,
      { type: "notOpened", trip: 1, opens: 1, late: true },
      "away",
      "",
    ],
    "away takes our link": [at.away, link, "finishing", "delete"],
    "away takes a refusal": [at.away, declined, "refused", "delete close"],
    "away ignores any other link": [at.away, foreign, "away", "log"],
    "away waits a moment when the browser closes": [
      at.away,
      { type: "closed" },
      "away",
      "wait",
    ],
    "away waits a moment when the app is back": [
      at.away,
      { type: "resumed" },
      "away",
      "wait",
    ],
    "away opens the browser again": [at.away, signIn, "away", "open"],
    "away asks before another home": [at.away, elsewhere, "away", ""],
    "away changes only when it has asked": [
      at.away,
      { type: "change" },
      "away",
      "",
    ],
    "away can be cancelled": [
      at.away,
      { type: "cancel" },
      "cancelled",
      "delete close",
    ],
    "away ends after ten minutes": [
      at.away,
      { type: "waited", trip: 1, timer: "life" },
      "expired",
      "delete close",
    ],
    "away ends by any event after ten minutes": [
      at.away,
      link,
      "expired",
      "delete close log",
      life,
    ],
    "away does not end before": [
      at.away,
      link,
      "finishing",
      "delete",
      life - 1,
    ],
    "finishing sends when the store is empty": [
      at.finishing,
      { type: "deleted", trip: 1 },
      "finishing",
      "close finish",
    ],
    "finishing sends nothing when the store is not": [
      at.finishing,
      { type: "notDeleted", trip: 1 },
      "unreachable",
      "close",
    ],
    "finishing opens the web view": [
      at.finishing,
      { type: "finished", trip: 1, ticket: "t" },
      "opening",
      "show",
    ],
    "finishing ends when it is refused": [
      at.finishing,
      { type: "notFinished", trip: 1, refused: true },
      "refused",
      "",
    ],
    "finishing ignores the link": [at.finishing, link, "finishing", ""],
    "finishing is too late to cancel": [
      at.finishing,
      { type: "cancel" },
      "finishing",
      "",
    ],
    "finishing ignores another home": [
      at.finishing,
      elsewhere,
      "finishing",
      "",
    ],
    "opening ends well": [
      at.opening,
      { type: "shown", trip: 1 },
      "signed-in",
      "",
    ],
    "opening ends without a page": [
      at.opening,
      { type: "notShown", trip: 1 },
      "unreachable",
      "",
    ],
    "settled begins again": [at.settled, signIn, "starting", "start"],
    "settled ignores a link": [at.settled, link, "settled", "log"],
  };

  for (const [name, [from, event, to, effects, later = 0]] of Object.entries(
    rows
  )) {
    it(name, () => {
      const result = next(from, event, now + later);
      const { session } = result;
      const where = session.step === "settled" ? session.reason : session.step;
      assert.equal(to === "settled" ? session.step : where, to);
      assert.equal(does(result).join(" "), effects);
    });
  }

  it("sends the same code three times, then tells that nobody answers", () => {
    const failed = { type: "notFinished", trip: 1, refused: false } as const;
    const retry = { type: "waited", trip: 1, timer: "retry" } as const;
    let { session, effects } = next(
      at.finishing,
      { type: "deleted", trip: 1 },
      now
    );
    const sent = effects.filter((effect) => effect.do === "finish");
    const waits: number[] = [];
    while (session.step === "finishing") {
      ({ session, effects } = next(session, failed, now));
      for (const effect of effects) {
        if (effect.do === "wait") waits.push(effect.seconds);
      }
      ({ session, effects } = next(session, retry, now));
      sent.push(...effects.filter((effect) => effect.do === "finish"));
    }
    assert.deepEqual(waits, [1, 5]);
    assert.equal(sent.length, 3);
    assert.equal(new Set(sent.map((effect) => JSON.stringify(effect))).size, 1);
    assert.ok(session.step === "settled");
    assert.equal(session.reason, "unreachable");
  });

  it("asks about the other home first, and again about the browser", () => {
    const other = next(at.away, elsewhere, now).session;
    const closed = next(
      other,
      { type: "waited", trip: 1, timer: "link" },
      now
    ).session;
    assert.ok(closed.step === "away");
    assert.equal(closed.question?.about, "other");
    const back = next(closed, { type: "continue" }, now).session;
    assert.ok(back.step === "away");
    assert.equal(back.question, undefined);
  });

  it("opens once more when the browser said nothing, and then gives up", () => {
    const late = { type: "notOpened", trip: 1, late: true } as const;
    const lost = next(at.away, { ...late, opens: 1 }, now).session;
    const again = next(lost, { type: "waited", trip: 1, timer: "link" }, now);
    assert.deepEqual(does(again), ["open"]);
    const { session } = next(again.session, { ...late, opens: 2 }, now);
    assert.ok(session.step === "settled");
    assert.equal(session.reason, "no-browser");
  });

  it("hears nothing from an opening that was overtaken", () => {
    const again = next(at.away, { type: "continue" }, now).session;
    const late = { type: "notOpened", trip: 1, opens: 1, late: true } as const;
    assert.equal(next(again, late, now).session, again);
  });

  it("hears nothing from an earlier trip", () => {
    const asked = next(at.away, elsewhere, now).session;
    const second = next(asked, { type: "change" }, now).session;
    const late: SessionEvent[] = [
      { type: "started", trip: 1, started },
      { type: "notStarted", trip: 1 },
      { type: "finished", trip: 1, ticket: "t" },
      { type: "waited", trip: 1, timer: "life" },
    ];
    for (const event of late) {
      assert.equal(next(second, event, now).session, second, event.type);
    }
  });
});

/** What must hold over every step of every story. */
function check(from: Session, event: SessionEvent, to: Next, shown: number) {
  if (from.step === "settled" && event.type !== "signIn") {
    assert.equal(to.session, from, `${event.type} moved a settled trip`);
  }
  const shows = to.effects.filter((effect) => effect.do === "show").length;
  assert.ok(shown + shows <= 1, "the web view opened twice");
  return shown + shows;
}

// A phone delivers links twice, closes late, resumes early. If one order of
// these let a second page open, whoever can repeat a link could choose it.
describe("every order of what can happen", () => {
  const nine: SessionEvent[] = [
    { type: "started", trip: 1, started },
    link,
    { ...link },
    foreign,
    { type: "closed" },
    { type: "resumed" },
    { type: "finished", trip: 1, ticket: "t" },
    { type: "cancel" },
    elsewhere,
  ];

  /**
   * Counts the stories, and those in which the web view opened. What begins
   * alike is walked together.
   */
  function walk(session: Session, left: SessionEvent[], shown: number) {
    if (left.length === 0) return { stories: 1, opened: shown };
    const count = { stories: 0, opened: 0 };
    for (const event of left) {
      const then = next(session, event, now);
      const rest = left.filter((other) => other !== event);
      const sum = walk(then.session, rest, check(session, event, then, shown));
      count.stories += sum.stories;
      count.opened += sum.opened;
    }
    return count;
  }

  for (const from of ["starting", "away"] as const) {
    it(`opens one web view at most, from ${from}, in 362,880 orders`, () => {
      const { stories, opened } = walk(at[from], nine, 0);
      assert.equal(stories, 362_880);
      assert.ok(opened > 0, "no story opened one");
    });
  }
});

describe("every story", () => {
  const homes = fc.constantFrom(willow, cabin);
  const trip = fc.integer({ min: 1, max: 3 });
  const text = fc.constantFrom("state-1", "state-2", "", "code-1");
  const aStart = fc.record({
    url: fc.webUrl(),
    state: text,
    iss: homes,
    verifier: text,
  });
  const aLink = fc.oneof(
    fc.record({ code: text, state: text, iss: homes }),
    fc.record({ error: text, state: text, iss: homes })
  );
  const event: fc.Arbitrary<SessionEvent> = fc.oneof(
    fc.record({
      type: fc.constant("signIn" as const),
      home: homes,
      provider: fc.constantFrom("a", "b"),
    }),
    fc.record({
      type: fc.constantFrom(
        "continue" as const,
        "change" as const,
        "cancel" as const,
        "closed" as const,
        "resumed" as const
      ),
    }),
    fc.record({
      type: fc.constant("started" as const),
      trip,
      started: aStart,
    }),
    fc.record({ type: fc.constant("link" as const), link: aLink }),
    fc.record({
      type: fc.constantFrom(
        "notStarted" as const,
        "deleted" as const,
        "notDeleted" as const,
        "shown" as const,
        "notShown" as const
      ),
      trip,
    }),
    fc.record({
      type: fc.constant("notOpened" as const),
      trip,
      opens: fc.integer({ min: 1, max: 2 }),
      late: fc.boolean(),
    }),
    fc.record({
      type: fc.constant("finished" as const),
      trip,
      ticket: text,
    }),
    fc.record({
      type: fc.constant("notFinished" as const),
      trip,
      refused: fc.boolean(),
    }),
    fc.record({
      type: fc.constant("waited" as const),
      trip,
      timer: fc.constantFrom(
        "link" as const,
        "life" as const,
        "retry" as const
      ),
    })
  );
  const stories = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 200 })), {
    maxLength: 40,
  });

  it("opens one web view a trip, with the verifier of that trip alone", () => {
    fc.assert(
      fc.property(stories, (story) => {
        let session = idle;
        let time = now;
        let shown = 0;
        let expected: { home: string; verifier: string } | undefined;
        for (const [what, seconds] of story) {
          time += seconds;
          const then = next(session, what, time);
          if (then.session.trip !== session.trip) shown = 0;
          shown = check(session, what, then, shown);
          for (const effect of then.effects) {
            if (effect.do === "put") expected = effect.pending;
            if (effect.do !== "finish") continue;
            assert.equal(effect.home, expected?.home);
            assert.equal(effect.verifier, expected?.verifier);
          }
          ({ session } = then);
        }
      }),
      { numRuns: 5000 }
    );
  });
});

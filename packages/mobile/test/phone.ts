/**
 * A phone, its system browser and homes, none of them real: time moves by
 * hand, and everything that leaves the app is written down in `events`.
 */
import { createHash } from "node:crypto";
import type {
  HttpAnswer,
  LogLine,
  MobileRuntime,
  SignIn,
  SignInOptions,
  SignInState,
  WebViewPage,
} from "../src/definitions.ts";
import { createSignIn } from "../src/sign-in.ts";

export const link = "io.github.example.app:/auth-callback";
export const willow = "https://willow.example.org";
export const cabin = "https://cabin.example.org";
export const provider = "example-id";

export interface Posted {
  url: string;
  data: Record<string, string>;
}

/** A clock that stands still unless it is moved. */
export class Clock {
  seconds: number;

  private _timers: { at: number; callback: () => void }[] = [];

  private _passed = 0;

  constructor(seconds: number) {
    this.seconds = seconds;
  }

  after(seconds: number, callback: () => void): () => void {
    const timer = { at: this._passed + seconds, callback };
    this._timers.push(timer);
    return () => {
      this._timers = this._timers.filter((other) => other !== timer);
    };
  }

  /** A process that ends takes its timers along. */
  stop(): void {
    this._timers = [];
  }

  get waiting(): number {
    return this._timers.length;
  }

  async pass(seconds: number): Promise<void> {
    const end = this._passed + seconds;
    for (;;) {
      await quiet();
      const due = this._timers
        .filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this._timers = this._timers.filter((other) => other !== due);
      this._move(due.at);
      due.callback();
    }
    this._move(end);
    await quiet();
  }

  private _move(to: number) {
    this.seconds += to - this._passed;
    this._passed = to;
  }
}

/** What a home's gateway keeps to, as far as an app can see. */
export class Gateway {
  readonly origin: string;

  readonly posts: Posted[] = [];

  /** Instead of the answer that is right. */
  lie?: (posted: Posted) => Promise<HttpAnswer>;

  private _starts: { state: string; challenge: string; code?: string }[] = [];

  constructor(origin: string) {
    this.origin = origin;
  }

  async post(posted: Posted): Promise<HttpAnswer> {
    this.posts.push(posted);
    if (this.lie) return this.lie(posted);
    return this.answer(posted);
  }

  answer({ url, data }: Posted): HttpAnswer {
    if (url.endsWith("/app/start")) {
      const state = `state-${this._starts.length}-${new URL(url).hostname}`;
      this._starts.push({ state, challenge: data.challenge! });
      const iss = this.origin;
      const out = `https://id.example.com/authorize?state=sealed.${state}`;
      return { status: 200, body: { url: out, state, iss, expires_in: 900 } };
    }
    const start = this._starts.find(({ code }) => code === data.code);
    if (start?.challenge !== s256(data.verifier!)) {
      return { status: 400, body: { message: "Start again." } };
    }
    return { status: 200, body: { resume: `ticket.${start.state}` } };
  }

  /** The person has signed in and taps: the link that the page has. */
  tap(nth = this._starts.length - 1): string {
    const start = this._starts[nth]!;
    start.code = `code-${nth}`;
    return this.linkWith({ code: start.code, state: start.state });
  }

  decline(nth = this._starts.length - 1): string {
    const { state } = this._starts[nth]!;
    return this.linkWith({ error: "access_denied", state });
  }

  linkWith(values: Record<string, string>): string {
    const query = new URLSearchParams({ iss: this.origin, ...values });
    return `${link}?${query}`;
  }
}

type Manner = "works" | "rejects" | "never settles";

/** The phone outlives its processes; `start` begins another one. */
export class Phone {
  readonly clock: Clock;

  readonly homes = new Map<string, Gateway>();

  readonly events: string[] = [];

  readonly lines: LogLine[] = [];

  readonly opened: string[] = [];

  readonly pages: WebViewPage[] = [];

  readonly states: SignInState[] = [];

  stored?: string;

  launchUrl?: string;

  browser: Manner = "works";

  webView: Manner = "works";

  storing: Manner = "works";

  app!: SignIn;

  private _return: (url: string) => void = () => {};

  private _closed: () => void = () => {};

  private _resumed: () => void = () => {};

  private _drawn = 0;

  private _random: number;

  constructor({ seconds = 1_790_000_000, random = 1 } = {}) {
    this.clock = new Clock(seconds);
    this._random = random;
    for (const origin of [willow, cabin]) {
      this.homes.set(origin, new Gateway(origin));
    }
  }

  async start(more: Partial<SignInOptions> = {}): Promise<void> {
    this.clock.stop();
    this.app = createSignIn(this._runtime(), { ...this._options(), ...more });
    this.app.subscribe((state) => this.states.push(state));
    await this.app.restore();
    await quiet();
  }

  /** Up to where the browser is in front and the app waits. */
  async goAway(home = willow): Promise<void> {
    this.app.signIn(home, provider);
    await quiet();
  }

  async open(url: string): Promise<void> {
    this.events.push("link");
    this._return(url);
    await quiet();
  }

  async close(): Promise<void> {
    this._closed();
    await quiet();
  }

  async resume(): Promise<void> {
    this._resumed();
    await quiet();
  }

  posts(path: "start" | "finish"): Posted[] {
    return [...this.homes.values()]
      .flatMap(({ posts }) => posts)
      .filter(({ url }) => url.endsWith(`/app/${path}`));
  }

  private _runtime(): MobileRuntime {
    return {
      now: () => this.clock.seconds,
      after: (seconds, callback) => this.clock.after(seconds, callback),
      randomBytes: (length) => {
        this._drawn += 1;
        return new Uint8Array(length).fill(this._random + this._drawn);
      },
    };
  }

  private _options(): SignInOptions {
    return {
      link,
      userAgent: "Mozilla/5.0 (Phone)",
      log: (line) => this.lines.push(line),
      agent: {
        open: (url) => {
          this.events.push("open");
          this.opened.push(url.href);
          return behave(this.browser, `cannot open ${url}`);
        },
        close: async () => {
          this.events.push("close");
        },
        onReturn: (listener) => {
          this._return = listener;
          if (this.launchUrl) listener(this.launchUrl);
          return () => {};
        },
        onClosed: (listener) => {
          this._closed = listener;
          return () => {};
        },
      },
      foreground: {
        onResume: (listener) => {
          this._resumed = listener;
          return () => {};
        },
      },
      webView: {
        open: (page) => {
          this.events.push("show");
          this.pages.push(page);
          return behave(this.webView, `cannot show ${JSON.stringify(page)}`);
        },
      },
      http: {
        post: (url, data) => {
          this.events.push(`post ${new URL(url).pathname.split("/").pop()}`);
          return this.homes.get(new URL(url).origin)!.post({ url, data });
        },
      },
      store: {
        get: async () => this.stored,
        put: async (text) => {
          this.events.push("put");
          await behave(this.storing, `cannot keep ${text}`);
          this.stored = text;
        },
        delete: async () => {
          this.events.push("delete");
          await behave(this.storing, `cannot forget ${this.stored}`);
          this.stored = undefined;
        },
      },
    };
  }
}

/** A verifier's challenge, computed by somebody else than the app. */
export function s256(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

const digest = crypto.subtle.digest.bind(crypto.subtle);
const digests = new Set<Promise<ArrayBuffer>>();

crypto.subtle.digest = (...args) => {
  const digesting = digest(...args);
  digests.add(digesting);
  return digesting.finally(() => digests.delete(digesting));
};

/** Until everything that was begun waits for time or for somebody. */
export async function quiet(): Promise<void> {
  do {
    await Promise.all(digests);
    await new Promise((resolve) => setImmediate(resolve));
  } while (digests.size);
}

function behave(manner: Manner, message: string): Promise<void> {
  switch (manner) {
    case "works":
      return Promise.resolve();
    case "rejects":
      return Promise.reject(new Error(message));
    case "never settles":
      return new Promise(() => {});
  }
}

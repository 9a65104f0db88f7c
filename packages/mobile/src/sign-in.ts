/**
 * Does what `session.ts` says, with what the app brought: the only place
 * where a sign-in meets the world.
 *
 * @module
 */
import { readPending, readStarted, readTicket } from "./answers.ts";
import type {
  HttpAnswer,
  LogLine,
  MobileRuntime,
  SignIn,
  SignInOptions,
  SignInState,
} from "./definitions.ts";
import { homeUrl } from "./guard.ts";
import { isLink, readLink } from "./link.ts";
import {
  idle,
  next,
  type Effect,
  type Session,
  type SessionEvent,
  type Timer,
} from "./session.ts";
import { drawProof } from "./verifier.ts";

/**
 * Patience, in seconds. A web view in front of the app may load for a minute
 * before it gives up by itself: `show` is for one that never says anything.
 */
const patience = {
  start: 10,
  open: 5,
  close: 1,
  finish: 8,
  show: 75,
  store: 2,
};

const paths = {
  start: "/auth/external-login/app/start",
  finish: "/auth/external-login/app/finish",
  open: "/auth/external-login/app/open",
};

/** Makes the one sign-in of an app. */
export function createSignIn(
  runtime: MobileRuntime,
  options: SignInOptions
): SignIn {
  return new Runner(runtime, options);
}

/**
 * What a web view calls itself, so that a home's login page offers to leave
 * for the system browser.
 */
export function webViewUserAgent(own: string): string {
  return `${own} HaExternalLogin/0.1.0`;
}

class Runner implements SignIn {
  private readonly _runtime: MobileRuntime;

  private readonly _options: SignInOptions;

  private readonly _listeners = new Set<(state: SignInState) => void>();

  private readonly _timers = new Map<Timer, () => void>();

  private _session: Session = idle;

  private _state: SignInState = draw(idle);

  /** Settles when the store has done all that it was asked so far. */
  private _stored: Promise<unknown> = Promise.resolve();

  constructor(runtime: MobileRuntime, options: SignInOptions) {
    this._runtime = runtime;
    this._options = options;
  }

  get state(): SignInState {
    return this._state;
  }

  subscribe(listener: (state: SignInState) => void): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  async restore(): Promise<void> {
    const { agent, foreground, store } = this._options;
    const text = await this._try(() => store.get());
    const pending = text ? readPending(text) : undefined;
    if (pending) this._tell({ type: "restored", pending });
    else if (text) await this._store(() => store.delete());
    agent.onReturn((url) => this._return(url));
    agent.onClosed(() => this._tell({ type: "closed" }));
    foreground.onResume(() => this._tell({ type: "resumed" }));
  }

  signIn(home: string, provider: string): void {
    this._url(home, "/");
    this._tell({ type: "signIn", home, provider });
  }

  continue(): void {
    this._tell({ type: "continue" });
  }

  change(): void {
    this._tell({ type: "change" });
  }

  cancel(): void {
    this._tell({ type: "cancel" });
  }

  async openHome(home: string, way?: "match"): Promise<void> {
    const path = way === undefined ? "/" : `${paths.open}?way=${way}`;
    await this._show(this._url(home, path), {});
  }

  private _return(text: string): void {
    const { link } = this._options;
    if (!isLink(link, text)) return;
    const read = readLink(link, text);
    if (read) this._tell({ type: "link", link: read });
    else this._log("link ignored: not of our making");
  }

  private _tell(event: SessionEvent): void {
    const { session, effects } = next(
      this._session,
      event,
      this._runtime.now()
    );
    this._session = session;
    if (session.step === "settled") this._stopTimers();
    void this._run(effects);
    this._draw(draw(session));
  }

  /** A screen that is drawn anew without need loses the person's place. */
  private _draw(state: SignInState): void {
    if (JSON.stringify(state) === JSON.stringify(this._state)) return;
    this._state = state;
    this._listeners.forEach((listener) => listener(this._state));
  }

  /** In order, each only while it is still wanted. */
  private async _run(effects: Effect[]): Promise<void> {
    for (const effect of effects) {
      if (isWanted(effect, this._session)) await this._do(effect);
    }
  }

  private async _do(effect: Effect): Promise<void> {
    const { agent, store } = this._options;
    switch (effect.do) {
      case "start":
        return this._start(effect);
      case "put":
        await this._store(() => store.put(JSON.stringify(effect.pending)));
        return;
      case "delete":
        return this._delete(effect);
      case "open":
        return this._open(effect);
      case "close":
        return this._within(patience.close, () => agent.close()).catch(ignore);
      case "finish":
        return this._finish(effect);
      case "show":
        return this._showTicket(effect);
      case "wait":
        return this._wait(effect);
      case "log":
        return this._log(effect.line);
    }
  }

  private async _start({ trip, home, provider }: Doing<"start">) {
    const { link, insecureLoopback } = this._options;
    const started = await this._try(async () => {
      const { verifier, challenge } = await drawProof(this._runtime);
      const data = { link, challenge, provider };
      const answer = await this._post(patience.start, home, paths.start, data);
      const read = readStarted(answer, insecureLoopback);
      return read && { ...read, verifier };
    });
    if (started) return this._tell({ type: "started", trip, started });
    this._log("start: no answer that can be used");
    this._tell({ type: "notStarted", trip });
  }

  private async _delete({ trip }: Doing<"delete">) {
    const deleted = await this._store(() => this._options.store.delete());
    this._tell({ type: deleted ? "deleted" : "notDeleted", trip });
  }

  private async _open({ trip, opens, url }: Doing<"open">) {
    try {
      const { agent } = this._options;
      await this._within(patience.open, () => agent.open(new URL(url)));
      this._tell({ type: "opened", trip, opens });
    } catch (error) {
      const late = error instanceof LateError;
      this._log(
        late ? "browser: did not say that it opened" : "browser: did not open"
      );
      this._tell({ type: "notOpened", trip, opens, late });
    }
  }

  private async _finish({ trip, home, code, verifier }: Doing<"finish">) {
    const data = { code, verifier };
    const answer = await this._try(() =>
      this._post(patience.finish, home, paths.finish, data)
    );
    const ticket = answer && readTicket(answer);
    if (ticket) return this._tell({ type: "finished", trip, ticket });
    const refused = answer?.status === 400;
    this._log(
      refused ? "finish: refused" : "finish: no answer that can be used"
    );
    this._tell({ type: "notFinished", trip, refused });
  }

  private async _showTicket({ trip, home, ticket }: Doing<"show">) {
    const headers = { "x-external-login-resume": ticket };
    const shown = await this._try(async () => {
      await this._show(this._url(home, paths.open), headers);
      return true;
    });
    if (!shown) this._log("web view: did not open");
    this._tell({ type: shown ? "shown" : "notShown", trip });
  }

  private _wait({ trip, timer, seconds }: Doing<"wait">) {
    this._timers.get(timer)?.();
    const tell = () => this._tell({ type: "waited", trip, timer });
    this._timers.set(timer, this._runtime.after(seconds, tell));
  }

  private _stopTimers() {
    this._timers.forEach((stop) => stop());
    this._timers.clear();
  }

  /** One after the other, whether the one before worked or not. */
  private _store(work: () => Promise<void>): Promise<boolean> {
    const done = this._stored.then(async () => {
      try {
        await this._within(patience.store, work);
        return true;
      } catch (_err) {
        this._log("store: did not work");
        return false;
      }
    });
    this._stored = done;
    return done;
  }

  private _show(url: string, headers: Record<string, string>): Promise<void> {
    const { webView } = this._options;
    const userAgent = webViewUserAgent(this._options.userAgent);
    const page = { url, headers, userAgent };
    return this._within(patience.show, () => webView.open(page));
  }

  private _post(
    seconds: number,
    home: string,
    path: string,
    data: Record<string, string>
  ): Promise<HttpAnswer> {
    const url = this._url(home, path);
    return this._within(seconds, () => this._options.http.post(url, data));
  }

  private _url(home: string, path: string): string {
    return homeUrl(home, path, this._options.insecureLoopback);
  }

  /** What comes of it, or nothing: an error from outside is never told on. */
  private async _try<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (_err) {
      return undefined;
    }
  }

  private _within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = this._runtime.after(seconds, () => reject(new LateError()));
      const ended = new Promise<T>((settle) => settle(work()));
      ended.finally(stop).then(resolve, reject);
    });
  }

  private _log(line: LogLine): void {
    this._options.log?.(line);
  }
}

type Doing<T extends Effect["do"]> = Effect & { do: T };

class LateError extends Error {
  readonly name = "LateError";

  readonly code = "late";
}

function ignore() {}

/** What was decided a moment ago may have been overtaken since. */
function isWanted(effect: Effect, session: Session): boolean {
  const current = "trip" in effect && effect.trip === session.trip;
  switch (effect.do) {
    case "start":
      return current && session.step === "starting";
    case "put":
      return session.step === "away" && session.state === effect.pending.state;
    case "open":
      return (
        current && session.step === "away" && session.opens === effect.opens
      );
    case "finish":
      return current && session.step === "finishing";
    case "show":
      return current && session.step === "opening";
    case "wait":
      return current && session.step !== "settled";
    case "close":
      return session.step !== "away";
    case "delete":
    case "log":
      return true;
  }
}

/** The part of a session that a screen may know. */
function draw(session: Session): SignInState {
  if (session.step === "idle") return { step: "idle" };
  const { home, provider } = session;
  switch (session.step) {
    case "starting":
    case "finishing":
    case "opening":
      return { step: session.step, home, provider };
    case "away": {
      const { step, question } = session;
      return { step, home, provider, ...(question && { question }) };
    }
    case "settled": {
      const { step, reason } = session;
      return { step, home, provider, reason };
    }
  }
}

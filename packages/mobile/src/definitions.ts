/**
 * What an app gives to a sign-in, and what it gets: one trip out to the
 * system browser and back by a link, at most one at a time. The API section of
 * the README is written from this file.
 *
 * @module
 */

/** Clock, randomness and timers; nothing in this package has its own. */
export interface MobileRuntime {
  /** Unix time in whole seconds. Only differences of it are ever used. */
  now(): number;

  /** Bytes that nobody can guess. */
  randomBytes(length: number): Uint8Array<ArrayBuffer>;

  /** Calls back once, after so many seconds; the answer calls it off. */
  after(seconds: number, callback: () => void): () => void;
}

/**
 * The system browser, which is another app with a storage of its own. Never a
 * web view of this app.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-8.12
 */
export interface ExternalUserAgent {
  /** Settles when shown, or rejects; the caller sets a time-out. */
  open(url: URL): Promise<void>;

  /** Closes what `open` opened. Never rejects. */
  close(): Promise<void>;

  /** Every link that brings a person back, the one at launch included. */
  onReturn(listener: (url: string) => void): () => void;

  /** The browser was closed: a hint, never proof. */
  onClosed(listener: () => void): () => void;
}

/** Links to the app, for the sign-in and for whoever else in it wants them. */
export interface Links {
  /**
   * Every link, the one at launch included, perhaps twice, and those that came
   * before; the answer ends that.
   */
  onLink(listener: (url: string) => void): () => void;
}

/** Whether the app is in front. */
export interface Foreground {
  /** The app came to the front again. */
  onResume(listener: () => void): () => void;
}

/**
 * A web view without any bridge to the app, in which Home Assistant's own
 * frontend runs.
 */
export interface WebView {
  /**
   * Shows a page. Settles when the first page has loaded, or rejects when it
   * no longer shows it; the caller waits for 75 seconds at most. Headers belong
   * to the first request alone.
   */
  open(page: WebViewPage): Promise<void>;
}

/** What a web view is to show, always on the home's own origin. */
export interface WebViewPage {
  url: string;
  headers: Record<string, string>;
  userAgent: string;
}

/** Requests from native code, so that a home needs no CORS header. */
export interface Http {
  /**
   * Posts JSON. Rejects where there is no answer; never follows a redirect,
   * which would take what is posted elsewhere.
   */
  post(url: string, data: Record<string, string>): Promise<HttpAnswer>;
}

/** An answer, its body parsed where it is JSON. */
export interface HttpAnswer {
  status: number;
  body: unknown;
}

/**
 * Where a sign-in that is out in the browser waits for the app's next process:
 * one text, in the app's own storage, in no backup, on this device only.
 */
export interface SessionStore {
  get(): Promise<string | undefined>;
  put(text: string): Promise<void>;
  delete(): Promise<void>;
}

/** What an app brings to its sign-ins. */
export interface SignInOptions {
  /**
   * The app's link without its query: `io.github.you.app:/auth-callback`, or
   * an https address that the system gives to this app. One of those that the
   * home's gateway allows.
   */
  link: string;

  agent: ExternalUserAgent;
  foreground: Foreground;
  webView: WebView;
  http: Http;
  store: SessionStore;

  /** The web view's own user agent; a name for this package is appended. */
  userAgent: string;

  /** Lines for whoever debugs the app. They are sentences of ours alone. */
  log?(line: LogLine): void;

  /** Accepts http on this very machine, for development in a browser. */
  insecureLoopback?: true;
}

/**
 * Sign-ins of an app: one for all its homes. A home is named by its origin
 * (`https://home.example.org`), a provider by the id that the home gave it.
 */
export interface SignIn {
  /** What is to be drawn. Holds no secret. */
  readonly state: SignInState;

  /** Tells every new state; the answer ends that. */
  subscribe(listener: (state: SignInState) => void): () => void;

  /**
   * Takes up a sign-in that an earlier process left in the browser, then
   * listens for links. Once, when the app starts, before anything else.
   */
  restore(): Promise<void>;

  /**
   * Begins. While the same sign-in waits, opens the browser again instead;
   * while another one waits, asks (`question`), and only `change` begins.
   *
   * @throws {NotAllowedError} unless the home is an https origin.
   */
  signIn(home: string, provider: string): void;

  /** Opens the browser again where it was left. Answers every question. */
  continue(): void;

  /** Drops the sign-in that waits for the one that was asked about. */
  change(): void;

  /** Gives up, unless it is too late for that. */
  cancel(): void;

  /**
   * Shows a home in the web view, without signing anybody in: as it was left,
   * or (`match`) with a login page that takes a code from any other device.
   *
   * @throws {NotAllowedError} unless the home is an https origin.
   */
  openHome(home: string, way?: "match"): Promise<void>;
}

/** Where a sign-in is, for a screen. */
export type SignInState =
  | { step: "idle" }
  | { step: "starting"; home: string; provider: string }
  | { step: "away"; home: string; provider: string; question?: Question }
  | { step: "finishing"; home: string; provider: string }
  | { step: "opening"; home: string; provider: string }
  | { step: "settled"; home: string; provider: string; reason: Reason };

/**
 * What the person is asked while the browser is awaited: `closed`, did you
 * finish? (continue, cancel); `other`, sign in there instead? (change,
 * continue, cancel).
 */
export type Question =
  { about: "closed" } | { about: "other"; home: string; provider: string };

/** How a sign-in ended; a key for the app's own words. */
export type Reason =
  | "signed-in"
  | "unreachable"
  | "cancelled"
  | "no-browser"
  | "refused"
  | "expired";

/** All that is ever logged: no line holds anything from outside. */
export type LogLine =
  | "link ignored: nothing waits for one"
  | "link ignored: not the one that is awaited"
  | "link ignored: not of our making"
  | "start: no answer that can be used"
  | "start: the home names another issuer"
  | "browser: did not open"
  | "browser: did not say that it opened"
  | "finish: no answer that can be used"
  | "finish: refused"
  | "web view: did not open"
  | "store: did not work";

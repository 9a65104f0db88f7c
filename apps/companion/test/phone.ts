/** The app without its looks, on ports that only write down what they do. */
import type {
  HttpAnswer,
  SignIn,
  SignInState,
  WebViewPage,
} from "@ha-external-login/mobile";
import { Companion, type CompanionOptions } from "../src/companion.ts";
import type { Home } from "../src/homes.ts";

export const home: Home = {
  origin: "https://home.example.org",
  name: "Willow House",
  providers: [{ id: "example", name: "Example ID" }],
  session: "out",
};

export const cabin: Home = {
  ...home,
  origin: "https://cabin.example.org",
  name: "Lake cabin",
};

export interface Phone {
  companion: Companion;
  /** Everything that went out, in order. */
  done: string[];
  stored(): readonly Home[];
  says(state: SignInState): void;
  link(url: string): void;
  visit(url: string): Promise<void>;
  closed(): void;
  resume(): void;
  back(): void;
  pass(seconds: number): void;
  /** What the next request gets. */
  answer: () => Promise<HttpAnswer>;
  /** How the next page in the web view opens. */
  shows: () => Promise<void>;
  /** What the system does while the app closes the view. */
  closes: () => void;
}

/** A phone with these homes on it, its app started. */
export async function startPhone(
  homes: Home[] = [],
  options: Partial<CompanionOptions> = {}
): Promise<Phone> {
  const done: string[] = [];
  const on: Record<string, (value: never) => void> = {};
  let kept: readonly Home[] = homes;
  let last: string | undefined;
  let now = 1000;
  let state: SignInState = { step: "idle" };
  const listen = (name: string) => (listener: (value: never) => void) => {
    on[name] = listener;
  };
  const page = async ({ url, headers, userAgent }: WebViewPage) => {
    const more = Object.keys(headers).length > 0 ? " with headers" : "";
    done.push(`view ${url} as ${userAgent}${more}`);
    await phone.shows();
  };
  const signIn: SignIn = {
    get state() {
      return state;
    },
    subscribe(listener) {
      on.state = listener as (value: never) => void;
      return () => {};
    },
    restore: async () => void done.push("restore"),
    signIn: (origin, provider) =>
      void done.push(`sign in ${origin} ${provider}`),
    continue: () => void done.push("continue"),
    change: () => void done.push("change"),
    cancel: () => void done.push("cancel"),
    openHome: async (origin, way) => {
      done.push(`open ${origin}${way ? ` ${way}` : ""}`);
      await phone.shows();
    },
  };
  const companion = new Companion({
    scheme: "io.example.app",
    signIn,
    http: {
      get: (url) => {
        done.push(`get ${url}`);
        return phone.answer();
      },
      post: () => Promise.reject(new Error("the shell posts nothing itself")),
    },
    view: {
      open: page,
      close: async () => {
        done.push("close");
        phone.closes();
      },
      onClosed: listen("closed"),
      onVisited: listen("visited"),
    },
    store: {
      read: () => [...kept],
      write: (homes) => (kept = homes),
      readLast: () => last,
      writeLast: (origin) => (last = origin),
    },
    shell: {
      onLink: listen("link"),
      onResume: listen("resume"),
      onBack: listen("back"),
      minimize: () => void done.push("minimize"),
    },
    network: { online: true, onChange: listen("network") },
    now: () => now,
    userAgent: "View/1",
    singleTask: true,
    ...options,
  });
  const tell = (name: string, value?: unknown) => on[name]?.(value as never);
  const phone: Phone = {
    companion,
    done,
    stored: () => kept,
    says(next) {
      state = next;
      tell("state", next);
    },
    link: (url) => tell("link", url),
    async visit(url) {
      tell("visited", url);
      await settled();
    },
    closed: () => tell("closed"),
    resume: () => tell("resume"),
    back: () => tell("back"),
    pass: (seconds) => void (now += seconds),
    answer: () => Promise.reject(new Error("no answer")),
    shows: () => Promise.resolve(),
    closes: () => {},
  };
  await companion.start();
  done.length = 0;
  return phone;
}

/** Lets everything happen that needs no time. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

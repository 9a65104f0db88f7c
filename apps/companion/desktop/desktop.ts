/**
 * The same app in a browser on a desk, where windows stand in for what a
 * phone has: one for the system browser, one for the web view. The server
 * beside this file plays the native side. For development alone.
 *
 * @module
 */
import {
  createSignIn,
  type ExternalUserAgent,
  type Foreground,
} from "@ha-external-login/mobile";
import { Companion } from "../src/companion.ts";
import { createHomeStore } from "../src/home-store.ts";
import { link, scheme } from "../src/link.ts";
import type { HomeHttp } from "../src/look.ts";
import { mount } from "../src/mount.ts";
import { runtime } from "../src/native/runtime.ts";
import { createSessionStore } from "../src/native/session-store.ts";
import { createNetwork } from "../src/native/shell.ts";
import type { HomeView, Shell } from "../src/ports.ts";
import { hear, tell } from "./messages.ts";

const onLink = (listener: (url: string) => void) =>
  hear((message) => {
    if (message.type === "link") listener(message.url);
  });

const agent: ExternalUserAgent = {
  async open(url) {
    if (!window.open(url.href, "system-browser")) {
      throw new Error("the browser opened no window");
    }
  },
  async close() {},
  onReturn: onLink,
  onClosed: () => () => {},
};

const foreground: Foreground = {
  onResume(listener) {
    window.addEventListener("focus", listener);
    return () => window.removeEventListener("focus", listener);
  },
};

/** Asks the server beside us, which is on this machine. */
async function ask(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error("the native side did not do it");
  return answer.json();
}

const http: HomeHttp = {
  get: (url) => ask("/native/http", { method: "GET", url }) as never,
  post: (url, data) =>
    ask("/native/http", { method: "POST", url, data }) as never,
};

const pages = new EventSource("/native/pages");

let shown: Window | null = null;

const view: HomeView = {
  async open({ url, headers }) {
    const loaded = new Promise<void>((resolve) => {
      pages.addEventListener("message", () => resolve(), { once: true });
    });
    const { url: address } = (await ask("/native/view", { url, headers })) as {
      url: string;
    };
    if (!(await wasTaken(address))) {
      shown = window.open(address, "web-view");
      if (!shown) throw new Error("the browser opened no window");
    }
    await loaded;
  },
  async close() {
    shown?.close();
  },
  onClosed: () => {},
  onVisited: (listener) =>
    pages.addEventListener("message", ({ data }) => listener(data)),
};

/** Whether the window that brought the link takes the page, which it may. */
function wasTaken(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const end = hear((message) => {
      if (message.type === "shown") settle(true);
    });
    const stop = runtime.after(2, () => settle(false));
    const settle = (taken: boolean) => {
      end();
      stop();
      resolve(taken);
    };
    tell({ type: "view", url });
  });
}

const shell: Shell = {
  onLink: (listener) => void onLink(listener),
  onResume: (listener) => void foreground.onResume(listener),
  onBack: () => {},
  minimize: () => {},
};

const { userAgent } = navigator;

const signIn = createSignIn(runtime, {
  link,
  agent,
  foreground,
  webView: view,
  http,
  store: createSessionStore(localStorage),
  userAgent,
  insecureLoopback: true,
});

const companion = new Companion({
  scheme,
  signIn,
  http,
  view,
  store: createHomeStore(localStorage),
  shell,
  network: createNetwork(window),
  now: () => Date.now() / 1000,
  userAgent,
  singleTask: false,
  insecureLoopback: true,
});

mount(companion);
await companion.start();

// Whoever comes here for the first time has no home to type the address of.
const { home } = (await ask("/native/home", {})) as { home: string };
if (companion.view.homes.length === 0) companion.showAdd(home);

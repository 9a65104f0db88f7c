/**
 * The app on a phone: the shell, on Capacitor's plugins.
 *
 * @module
 */
import { App } from "@capacitor/app";
import { Browser } from "@capacitor/browser";
import { Capacitor, CapacitorHttp } from "@capacitor/core";
import { InAppBrowser } from "@capacitor/inappbrowser";
import {
  createForeground,
  createLinks,
  createSignIn,
  createUserAgent,
} from "@ha-external-login/mobile";
import { Companion } from "./companion.ts";
import { createHomeStore } from "./home-store.ts";
import { chooseLanguage, languages } from "./languages.ts";
import { link, scheme } from "./link.ts";
import { createHttp } from "./native/http.ts";
import { runtime } from "./native/runtime.ts";
import { createSessionStore } from "./native/session-store.ts";
import { createNetwork, createShell } from "./native/shell.ts";
import { createHomeView } from "./native/web-view.ts";
import { mount } from "./mount.ts";

const store = createHomeStore(localStorage);
const http = createHttp(CapacitorHttp);
const view = createHomeView(InAppBrowser, {
  isHome: (origin) => store.read().some((home) => home.origin === origin),
  closeText: () => languages[chooseLanguage(navigator.languages)].view.close,
  after: runtime.after,
});
const { userAgent } = navigator;
// For both the app and its sign-in: Android keeps some for one listener alone.
const links = createLinks(App);

const signIn = createSignIn(runtime, {
  link,
  agent: createUserAgent({ Browser, Capacitor, links }),
  foreground: createForeground({ App }),
  webView: view,
  http,
  store: createSessionStore(localStorage),
  userAgent,
});

const companion = new Companion({
  scheme,
  signIn,
  http,
  view,
  store,
  shell: createShell(App, links),
  network: createNetwork(window),
  now: () => Date.now() / 1000,
  userAgent,
  singleTask: Capacitor.getPlatform() === "android",
});

mount(companion);
await companion.start();

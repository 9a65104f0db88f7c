/**
 * The screens alone, shown whatever a test wants to see. What is pressed is
 * written down and does nothing.
 *
 * @module
 */
import "../../src/styles/tokens.css";
import "../../src/styles/app.css";
import type { Companion } from "../../src/companion.ts";
import type { View } from "../../src/screen.ts";
import { mount } from "../../src/mount.ts";

const listeners = new Set<() => void>();

const pressed: unknown[][] = [];

let view: View = { screen: { name: "homes" }, homes: [], online: true };

const facts: Pick<Companion, "view" | "subscribe" | "home" | "providerName"> = {
  get view() {
    return view;
  },
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  home: (origin) => view.homes.find((home) => home.origin === origin),
  providerName: (origin, id) =>
    facts.home(origin)?.providers.find((one) => one.id === id)?.name ?? id,
};

const standIn = new Proxy(facts, {
  get(target, name) {
    // Lit looks for marks of its own at everything that it is given.
    if (typeof name === "symbol" || name.startsWith("_")) return undefined;
    return (
      Reflect.get(target, name) ??
      ((...values: unknown[]) => void pressed.push([name, ...values]))
    );
  },
});

Object.assign(window, {
  pressed,
  show(next: View) {
    view = next;
    listeners.forEach((listener) => listener());
  },
});

mount(standIn as unknown as Companion);

import type { SignInState } from "@ha-external-login/mobile";
import type { Home } from "../../src/homes.ts";
import type { Problem, Screen, View } from "../../src/screen.ts";

const example = { id: "example", name: "Example ID" };

export const willow: Home = {
  origin: "https://home.example.org",
  name: "Willow House",
  providers: [example],
  session: "in",
};

export const cabin: Home = {
  origin: "https://cabin.example.org",
  name: "Lake cabin",
  providers: [example, { id: "leaflet", name: "Leaflet" }],
  session: "out",
};

export const parents: Home = {
  origin: "https://parents.example.net:8443",
  name: "parents.example.net:8443",
  providers: [example],
  session: "unknown",
};

const homes = [willow, cabin, parents];

function on(screen: Screen, rest: Partial<View> = {}): View {
  return { screen, homes, online: true, ...rest };
}

type Going = Exclude<SignInState, { step: "idle" }>;

function signIn(
  state: Going extends infer S
    ? S extends Going
      ? Omit<S, "home" | "provider">
      : never
    : never
): View {
  const at = { home: willow.origin, provider: example.id };
  return on({ name: "sign-in", state: { ...at, ...state } as Going });
}

function problem(problem: Problem, address: string): View {
  return on({ name: "add", address, problem });
}

/** Every screen of the app, by name. */
export const views: Record<string, View> = {
  several: on({ name: "homes" }),
  one: on({ name: "homes" }, { homes: [willow] }),
  empty: on({ name: "homes" }, { homes: [] }),
  waiting: on({ name: "homes" }, { waiting: cabin.origin }),
  removed: on(
    { name: "homes" },
    { homes: [willow, parents], removed: { home: cabin, place: 1 } }
  ),
  offline: on({ name: "homes" }, { online: false }),
  "add-type": on({ name: "add", address: "" }),
  "add-looking": on({
    name: "add",
    address: "home.example.org",
    looking: true,
  }),
  "add-none": problem("nothing", "https://hom.example.org"),
  "add-no-https": problem("not_https", "http://192.168.1.20:8123"),
  "add-no-address": problem("no_address", "my home"),
  "add-untrusted": problem("untrusted", "home.example.org"),
  "add-no-external": problem("no_external", "home.example.org"),
  "add-no-code": problem("no_code", ""),
  "asked-link": on({ name: "asked", origin: willow.origin, by: "link" }),
  "asked-code": on({ name: "asked", origin: parents.origin, by: "code" }),
  "asked-looking": on({
    name: "asked",
    origin: willow.origin,
    by: "link",
    looking: true,
  }),
  "asked-none": on({
    name: "asked",
    origin: willow.origin,
    by: "link",
    problem: "nothing",
  }),
  found: on({
    name: "found",
    origin: cabin.origin,
    providers: cabin.providers,
  }),
  "home-in": on({ name: "home", origin: willow.origin }),
  "home-out": on({ name: "home", origin: cabin.origin }),
  opening: on({ name: "opening", origin: willow.origin }),
  "not-opened": on({ name: "not-opened", origin: willow.origin }),
  starting: signIn({ step: "starting" }),
  away: signIn({ step: "away" }),
  closed: signIn({ step: "away", question: { about: "closed" } }),
  other: signIn({
    step: "away",
    question: { about: "other", home: cabin.origin, provider: "leaflet" },
  }),
  finishing: signIn({ step: "finishing" }),
  unreachable: signIn({ step: "settled", reason: "unreachable" }),
  refused: signIn({ step: "settled", reason: "refused" }),
  expired: signIn({ step: "settled", reason: "expired" }),
  cancelled: signIn({ step: "settled", reason: "cancelled" }),
  "no-browser": signIn({ step: "settled", reason: "no-browser" }),
};

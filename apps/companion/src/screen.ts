import type { SignInState } from "@ha-external-login/mobile";
import type { Home, Provider } from "./homes.ts";

/** Why an address did not become a home. */
export type Problem =
  | "no_address"
  | "not_https"
  | "nothing"
  | "untrusted"
  | "no_external"
  | "no_code";

/** What asked for a home that nobody has typed. */
export type Asker = "link" | "code";

/** The one thing that is on the screen. */
export type Screen =
  | { name: "homes" }
  | { name: "add"; address: string; looking?: true; problem?: Problem }
  | {
      name: "asked";
      origin: string;
      by: Asker;
      looking?: true;
      problem?: Problem;
    }
  | { name: "found"; origin: string; providers: Provider[] }
  | { name: "home"; origin: string }
  | { name: "opening"; origin: string }
  | { name: "not-opened"; origin: string }
  | { name: "sign-in"; state: Exclude<SignInState, { step: "idle" }> };

/** All that is to be drawn. */
export interface View {
  screen: Screen;
  homes: readonly Home[];
  /** The home that the person was last at: focus returns to it. */
  last?: string;
  /** The home for which a browser is open. */
  waiting?: string;
  /** The home that was just removed, as long as that can be undone. */
  removed?: { home: Home; place: number };
  online: boolean;
}

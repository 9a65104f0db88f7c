import type { Companion } from "./companion.ts";
import { CompanionAdd } from "./screens/add.ts";
import { CompanionApp } from "./screens/app.ts";
import { CompanionHome } from "./screens/home.ts";
import { CompanionHomes } from "./screens/homes.ts";
import { CompanionSignIn } from "./screens/sign-in.ts";

const elements = {
  "companion-add": CompanionAdd,
  "companion-app": CompanionApp,
  "companion-home": CompanionHome,
  "companion-homes": CompanionHomes,
  "companion-sign-in": CompanionSignIn,
};

/** Puts the app on the page. It does not start it. */
export function mount(companion: Companion): void {
  for (const [name, element] of Object.entries(elements)) {
    customElements.define(name, element);
  }
  const app = new CompanionApp();
  app.companion = companion;
  document.body.append(app);
}

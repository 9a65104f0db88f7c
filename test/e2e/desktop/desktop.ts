import { olderVersion } from "../../support/home-assistant/provision.ts";
import { openHome } from "../person.ts";
import { onStage } from "../stage.ts";
import { testAnotherTab } from "./another-tab.ts";
import { testRefusals } from "./refusals.ts";
import type { Run } from "./run.ts";
import { testSecondFactor } from "./second-factor.ts";
import { people, seed } from "./seed.ts";
import { testSignIn } from "./sign-in.ts";

/** A person at a desktop browser, a real Home Assistant, a real provider. */
export function testDesktop(run: Run): void {
  const { version, browser } = run;
  onStage(
    `a desktop login on Home Assistant ${version} in ${browser}`,
    {
      browser,
      // This one's page reloads whenever its worker has stored the whole
      // frontend, whatever somebody is about to do.
      ...(version === olderVersion && {
        context: { serviceWorkers: "block" as const },
      }),
      open: () =>
        openHome({ people, seed: (provider) => seed(version, provider) }),
    },
    (stage) => {
      testSignIn(stage, run);
      testAnotherTab(stage);
      testSecondFactor(stage);
      testRefusals(stage);
    }
  );
}

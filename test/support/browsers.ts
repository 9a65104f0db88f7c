import { chromium, firefox, type Browser } from "playwright-core";
import { browserPath, type BrowserName } from "./needs.ts";

/** Nothing that a browser does by itself may leave the machine. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts one of Debian's browsers, without a window. */
export function launch(name: BrowserName): Promise<Browser> {
  const executablePath = browserPath(name);
  if (executablePath === undefined) throw new Error(`no ${name} here`);
  return name === "chromium"
    ? chromium.launch({ executablePath, args: quiet })
    : firefox.launch({ executablePath, channel: "moz-firefox" });
}

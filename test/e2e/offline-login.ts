/**
 * One whole login, by a program that has to be started where there is no
 * network: `offline.test.ts` does. It prints who is in.
 */
import { networkInterfaces } from "node:os";
import { launch } from "../support/browsers.ts";
import { newContext, openHome, signIn } from "./person.ts";

const home = await openHome();
const browser = await launch("chromium");
try {
  const context = await newContext(browser);
  const page = await context.newPage();
  const { user } = await signIn(page, home.url, "robin");
  const interfaces = Object.keys(networkInterfaces());
  process.stdout.write(JSON.stringify({ interfaces, user: user.name }));
} finally {
  await browser.close();
  await home.stop();
}

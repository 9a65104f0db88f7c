/**
 * What Home Assistant shows after somebody was let in with an app: whoever it
 * was not sees it, and how to end it.
 *
 * @module
 */
import type { InApp } from "@ha-external-login/flow";
import { notifyAll } from "@ha-external-login/home-assistant";
import type { Context } from "./context.ts";
import { chooseLanguage, speech } from "./languages.ts";
import { fillText } from "./pages/html.ts";
import { dayAndTimeText } from "./pages/time.ts";
import { createTally, type Tally } from "./tally.ts";

/** Notifications that one person gets in an hour. */
const mostAnHour = 3;

export function createNotices(): Tally {
  return createTally(3600, 10_000);
}

/** Tells that somebody signed in with an app; nobody waits for it. */
export function notify(
  context: Context,
  providerId: string,
  { app, person }: InApp
): void {
  const { options, notices, service } = context;
  const { runtime, log } = options;
  const now = runtime.now();
  if (notices.add(`${providerId} ${person}`, now) > mostAnHour) return;
  const { language: spoken, timeZone } = context.facts();
  const language = chooseLanguage(null, spoken);
  const { notice } = speech(language).words;
  const provider =
    context.providers.get(providerId)?.options.settings.name ?? providerId;
  const values = {
    app: plain(app),
    person: plain(person),
    provider: plain(provider),
    time: dayAndTimeText({ language, timeZone }, now),
  };
  service
    .use((connection) =>
      notifyAll(connection, {
        title: fillText(notice.title, values),
        message: fillText(notice.message, values),
      })
    )
    .catch((error: unknown) => {
      const code = error instanceof Error ? error.name : "unknown";
      log.warn("notice.lost", { code });
    });
}

/** Notifications are Markdown, and what a provider says is text. */
function plain(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.codePointAt(0)};`);
}

/**
 * What Home Assistant shows after somebody was let in with an app: whoever it
 * was not sees it, and how to end it.
 *
 * @module
 */
import type { InApp, Person } from "@ha-external-login/flow";
import { notifyAll } from "@ha-external-login/home-assistant";
import type { Context } from "../context.ts";
import { identityOf } from "./identity.ts";
import { chooseLanguage, speech } from "../pages/languages.ts";
import { fillText } from "../pages/html.ts";
import { dayAndTimeText } from "../pages/time.ts";
import { createTally, type Tally } from "../match/tally.ts";

/** Notifications that one person gets in an hour. */
const mostAnHour = 3;

export function createNotices(): Tally {
  return createTally(3600, 10_000);
}

/** Somebody who is let in to an app. */
export async function inAppOf(app: string, person: Person): Promise<InApp> {
  const identity = await identityOf(person.issuer, person.subject);
  return { app, person: person.name, identity };
}

/** Tells that somebody signed in with an app; nobody waits for it. */
export function notify(
  context: Context,
  providerId: string,
  { app, person, identity }: InApp
): void {
  const { options, notices, service } = context;
  const { runtime, log } = options;
  const now = runtime.now();
  if (notices.add(identity, now) > mostAnHour) {
    log.warn("notice.withheld", { provider: providerId });
    return;
  }
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
  // Of the two only the message is Markdown.
  const title = fillText(notice.title, { app: oneLine(app) });
  service
    .use((connection) =>
      notifyAll(connection, {
        title,
        message: fillText(notice.message, values),
      })
    )
    .catch((error: unknown) => {
      const code = error instanceof Error ? error.name : "unknown";
      log.warn("notice.lost", { code });
    });
}

/** Markdown that is shown as this text: what a provider says is no more. */
function plain(text: string): string {
  return oneLine(text).replace(
    /[!-/:-@[-`{-~]/g,
    (mark) => `&#${mark.codePointAt(0)};`
  );
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ");
}

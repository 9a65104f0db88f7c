import { speech } from "./languages.ts";
import type { Language } from "./languages.ts";
import { fillText, html } from "./html.ts";
import type { Html } from "./html.ts";

/** Where and for whom a moment is written down. */
interface Reader {
  language: Language;
  /** Absent: UTC, and the text says so. */
  timeZone?: string | undefined;
}

/** A moment with its day: `22 November, 19:42:31`. */
export function dayAndTime(place: Reader, at: number): Html {
  return element(at, dayAndTimeText(place, at));
}

/** The same, for what is no page. */
export function dayAndTimeText(place: Reader, at: number): string {
  const reader = known(place);
  const day = write(reader, at, dayAndMonth);
  const time = write(reader, at, { ...clock(reader), ...second });
  return `${day}, ${time}`;
}

/** A moment of today: `19:47`. */
export function timeOfDay(place: Reader, at: number): Html {
  const reader = known(place);
  return element(at, write(reader, at, clock(reader)));
}

/** A moment of today to the second: `19:47:12`. */
export function timeToTheSecond(place: Reader, at: number): Html {
  const reader = known(place);
  return element(at, write(reader, at, { ...clock(reader), ...second }));
}

/** A moment not long ago, in a sentence: `today at 19:42`. */
export function momentSaid(place: Reader, at: number, now: number): Html {
  const reader = known(place);
  const { moments } = speech(reader.language).words;
  const day = write(reader, at, dayAndMonth);
  const time = write(reader, at, clock(reader));
  const isToday = day === write(reader, now, dayAndMonth);
  const said = isToday ? moments.today : moments.earlier;
  return element(at, fillText(said, { day, time }));
}

/** A moment not long ago, noted down: `Today, 19:42:04`. */
export function momentNoted(place: Reader, at: number, now: number): Html {
  const reader = known(place);
  const { moments } = speech(reader.language).words;
  const isToday =
    write(reader, at, dayAndMonth) === write(reader, now, dayAndMonth);
  if (!isToday) return dayAndTime(reader, at);
  const time = write(reader, at, { ...clock(reader), ...second });
  return element(at, fillText(moments.todayNoted, { time }));
}

/** A span, in the one unit that says enough: `12 minutes`. */
export function span(language: Language, seconds: number): string {
  const [unit, length] =
    units.find(([, length]) => seconds >= 2 * length) ?? lastUnit;
  return kept(
    spans,
    `${language} ${unit}`,
    () =>
      new Intl.NumberFormat(speech(language).dates, {
        style: "unit",
        unit,
        unitDisplay: "long",
      })
  ).format(Math.round(seconds / length));
}

const dayAndMonth = { day: "numeric", month: "long" } as const;
const second = { second: "2-digit" } as const;

const lastUnit = ["second", 1] as const;

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** Without a zone that is unknown here: a page must not fail for its sake. */
function known({ language, timeZone }: Reader): Reader {
  try {
    write({ language, timeZone }, 0, {});
    return { language, timeZone };
  } catch (error) {
    if (error instanceof RangeError) return { language };
    throw error;
  }
}

function clock(reader: Reader): Intl.DateTimeFormatOptions {
  return {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(reader.timeZone === undefined ? { timeZoneName: "short" } : {}),
  };
}

function write(
  { language, timeZone = "UTC" }: Reader,
  at: number,
  options: Intl.DateTimeFormatOptions
): string {
  return kept(
    dates,
    JSON.stringify([language, timeZone, options]),
    () =>
      new Intl.DateTimeFormat(speech(language).dates, { ...options, timeZone })
  ).format(at * 1000);
}

/** Making one costs more than all the rest of a page. */
const dates = new Map<string, Intl.DateTimeFormat>();
const spans = new Map<string, Intl.NumberFormat>();

/** Languages, one time zone and a few forms: there are never many. */
function kept<T>(all: Map<string, T>, key: string, make: () => T): T {
  const found = all.get(key) ?? make();
  all.set(key, found);
  return found;
}

function element(at: number, text: string): Html {
  const iso = new Date(at * 1000).toISOString();
  return html`<time datetime="${iso}">${text}</time>`;
}

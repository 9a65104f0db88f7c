import { json } from "./answers.ts";
import type { Asked, Context } from "../context.ts";
import { answered, passOn, readStart } from "./pass-on.ts";

interface Listed {
  name: string;
  id: string | null;
  type: string;
}

/** A list is a few hundred bytes; more than this is something else. */
const listSize = 64 * 1024;

/**
 * Home Assistant's list of ways to log in, with ours in it and the ticket
 * provider out of it: that one takes nothing that a person has.
 */
export async function providers(
  context: Context,
  _request: Request,
  asked: Asked
): Promise<Response> {
  const target = "/auth/providers";
  const theirs = await passOn(context, asked, "GET", target);
  if (theirs.status !== 200) return answered(theirs);
  const { start, isWhole, body } = await readStart(theirs, listSize);
  const list = isWhole ? asList(start) : undefined;
  // The page makes of it what it would have made of it without us.
  if (list === undefined) return answered(theirs, body);
  const { first, ticketProvider } = context.options;
  const local = list.providers.filter(
    ({ type, id }) => !(type === "command_line" && id === ticketProvider)
  );
  const external = [...context.providers.values()].map(
    ({ options: { id, settings } }): Listed => ({
      name: settings.name,
      id,
      type: "external",
    })
  );
  const all =
    first === "external" ? [...external, ...local] : [...local, ...external];
  return json({ ...list, providers: all });
}

function asList(bytes: Uint8Array): { providers: Listed[] } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (_error) {
    return undefined;
  }
  const list = value as { providers?: unknown } | null;
  return Array.isArray(list?.providers) && list.providers.every(isListed)
    ? (list as { providers: Listed[] })
    : undefined;
}

function isListed(value: unknown): value is Listed {
  return typeof (value as Listed | null)?.type === "string";
}

import { json } from "./answers.ts";
import type { Asked, Context } from "./context.ts";
import { answered, passOn } from "./pass-on.ts";

interface Listed {
  name: string;
  id: string | null;
  type: string;
}

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
  const list = (await theirs.json()) as { providers: Listed[] };
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

/** Where a link to the app leads on a desk: it is handed over by a message. */
import { scheme } from "../src/link.ts";
import { hear, tell } from "./messages.ts";

hear((message) => {
  if (message.type !== "view") return;
  tell({ type: "shown" });
  location.replace(message.url);
});

const { pathname, search } = location;
tell({ type: "link", url: `${scheme}:${pathname}${search}` });
history.replaceState(null, "", "/returned");

/** What the windows of the app on a desk tell each other. */
export type Message =
  /** The person pressed a link to the app. */
  | { type: "link"; url: string }
  /** Whichever window came back with the link is to show a home. */
  | { type: "view"; url: string }
  /** A window has done so. */
  | { type: "shown" };

/** Where they do: windows of the app's own origin alone. */
export const channel = new BroadcastChannel("companion");

/** Tells all other windows. */
export function tell(message: Message): void {
  channel.postMessage(message);
}

/** Hears what other windows tell; the answer ends that. */
export function hear(listener: (message: Message) => void): () => void {
  const onMessage = ({ data }: MessageEvent<Message>) => listener(data);
  channel.addEventListener("message", onMessage);
  return () => channel.removeEventListener("message", onMessage);
}

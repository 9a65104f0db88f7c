import { UnreachableError } from "./errors.ts";
import { defaultDeadline, type HomeAssistant } from "./home-assistant.ts";

/**
 * Home Assistant's version, which it says to everybody who opens a websocket,
 * before it asks who they are. No login is tried, so none is counted.
 *
 * @throws {UnreachableError} if nothing is said in time.
 */
export async function askVersion(
  ha: HomeAssistant,
  deadline = defaultDeadline()
): Promise<string> {
  const socket = ha.runtime.openSocket(
    `${ha.url.replace(/^http/, "ws")}/api/websocket`
  );
  try {
    return await new Promise<string>((resolve, reject) => {
      const fail = () =>
        reject(new UnreachableError("Home Assistant said no version"));
      socket.addEventListener("message", ({ data }) => {
        const version = versionIn(data);
        if (version === undefined) fail();
        else resolve(version);
      });
      socket.addEventListener("close", fail);
      socket.addEventListener("error", fail);
      deadline.addEventListener("abort", fail);
    });
  } finally {
    socket.close();
  }
}

function versionIn(data: unknown): string | undefined {
  try {
    const message: unknown = JSON.parse(String(data));
    const version = (message as { ha_version?: unknown } | null)?.ha_version;
    return typeof version === "string" ? version : undefined;
  } catch (_error) {
    return undefined;
  }
}

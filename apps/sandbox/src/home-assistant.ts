import {
  NoHomeAssistantError,
  startHomeAssistant,
} from "../../../test/support/home-assistant/start.ts";
import type { Report } from "../../../test/support/program.ts";
import type { SandboxArguments } from "./arguments.ts";

/** The Home Assistant of a sandbox: one of its own, or one that runs already. */
export interface SandboxHomeAssistant {
  kind: "real";
  version: string;
  url: string;

  /** Absent where it is not ours to know. */
  owner?: { username: string; password: string };

  /** Its configuration directory, where that is ours. */
  configDir?: string;
  stop(): Promise<void>;
}

/** @throws {NoHomeAssistantError} saying what to do instead. */
export async function openHomeAssistant(
  asked: SandboxArguments,
  url: string,
  report: Report
): Promise<SandboxHomeAssistant> {
  if (asked.homeAssistant !== undefined) return findHomeAssistant(url);
  const started = await startHomeAssistant({
    report,
    port: Number(new URL(url).port),
    ...(asked.homeAssistantVersion && { version: asked.homeAssistantVersion }),
  });
  const { username, password } = started.owner;
  return {
    kind: "real",
    version: started.version,
    url: started.url,
    owner: { username, password },
    configDir: started.configDir,
    stop: () => started.stop(),
  };
}

async function findHomeAssistant(url: string): Promise<SandboxHomeAssistant> {
  const version = await askVersion(url);
  return { kind: "real", version, url, stop: async () => {} };
}

const patience = 5_000;

/** The first thing that its websocket says, to anybody. */
function askVersion(url: string): Promise<string> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/websocket`);
  return new Promise<string>((resolve, reject) => {
    const fail = () =>
      reject(
        new NoHomeAssistantError(
          `No Home Assistant answers at ${url}: start it, or correct --home-assistant`
        )
      );
    const timer = setTimeout(fail, patience);
    socket.onerror = fail;
    socket.onclose = fail;
    socket.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve((JSON.parse(String(data)) as { ha_version: string }).ha_version);
    };
  }).finally(() => socket.close());
}

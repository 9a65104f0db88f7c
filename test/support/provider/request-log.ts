import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";

/** One request as it came in; for counting. */
export interface LoggedRequest {
  method: string;
  path: string;
  /** Unix seconds, by the provider's clock. */
  time: number;
}

/** What was asked, and what is still to be answered. */
export function createRequestLog(now: () => number) {
  const requests: LoggedRequest[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let open = 0;
  let mark = 0;

  return {
    requests: requests as readonly LoggedRequest[],

    add(method: string, path: string, response: ServerResponse): void {
      requests.push({ method, path, time: now() });
      open += 1;
      response.once("close", () => {
        open -= 1;
        changes.emit("change");
      });
      changes.emit("change");
    },

    mark(): void {
      mark = requests.length;
    },

    count: (path: string) => requests.filter((it) => it.path === path).length,

    async receives(path: string): Promise<void> {
      while (!requests.slice(mark).some((it) => it.path === path)) {
        await once(changes, "change");
      }
    },

    async idle(): Promise<void> {
      while (open > 0) await once(changes, "change");
    },
  };
}

/**
 * Where Home Assistant is and how it is reached. Only its public HTTP and
 * websocket API is used; wire objects keep Home Assistant's own names.
 *
 * @module
 */

/** The network, as much of it as asking Home Assistant takes. */
export interface HomeAssistantRuntime {
  /** May set a `host` header; follows no redirect when told `manual`. */
  fetch(url: string, init: RequestInit): Promise<Response>;

  openSocket(url: string): WebSocket;
}

/** A Home Assistant that can be asked. Holds no connection. */
export interface HomeAssistant {
  runtime: HomeAssistantRuntime;
  /** `http://127.0.0.1:8123`, without a slash at the end. */
  url: string;
}

export function createHomeAssistant(
  runtime: HomeAssistantRuntime,
  url: string
): HomeAssistant {
  return { runtime, url: url.replace(/\/+$/, "") };
}

/** How long one call may take that was given no time of its own: 30 s. */
export function defaultDeadline(): AbortSignal {
  return AbortSignal.timeout(30_000);
}

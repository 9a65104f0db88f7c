import type {
  Client,
  HomeAssistant,
  HomeAssistantRuntime,
} from "../src/index.ts";
import { createHomeAssistant } from "../src/index.ts";

/** Who asks in these tests. */
export const client: Client = {
  address: "203.0.113.7",
  origin: "https://home.example.org",
};

/** What was asked over HTTP. */
export interface Asked {
  url: string;
  init: RequestInit;
}

/** A Home Assistant that gives one answer, whatever is asked. */
export function answering(
  answer: () => Response | Promise<Response>
): HomeAssistant & { asked: Asked[] } {
  const asked: Asked[] = [];
  const runtime: HomeAssistantRuntime = {
    async fetch(url, init) {
      asked.push({ url, init });
      return answer();
    },
    openSocket() {
      throw new Error("No websocket was expected");
    },
  };
  return { ...createHomeAssistant(runtime, "http://ha.test/"), asked };
}

/** An answer as Home Assistant's views give it. */
export function view(body: unknown, status = 200): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, {
    status,
    headers: { server: "", "x-content-type-options": "nosniff" },
  });
}

/** An answer from in front of the views. */
export function bare(status: number, body = `${status}: Bare`): Response {
  return new Response(body, {
    status,
    headers: { server: "Python/3.14 aiohttp/3.13.2" },
  });
}

/** A websocket whose other end is the test. */
export class FakeSocket extends EventTarget {
  readyState = 1;

  sent: Record<string, unknown>[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }

  say(message: unknown): void {
    const data =
      typeof message === "string" ? message : JSON.stringify(message);
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

/** A Home Assistant whose websockets are the test's. */
export function onSocket(socket: FakeSocket): HomeAssistant & {
  opened: string[];
} {
  const opened: string[] = [];
  const runtime: HomeAssistantRuntime = {
    fetch() {
      throw new Error("No request was expected");
    },
    openSocket(url) {
      opened.push(url);
      return socket as unknown as WebSocket;
    },
  };
  return { ...createHomeAssistant(runtime, "https://ha.test"), opened };
}

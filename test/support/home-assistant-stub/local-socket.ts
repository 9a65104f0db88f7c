import type { SocketServer, Wire } from "./session.ts";

/** Serves a websocket on a wire. */
export type Accept = (wire: Wire) => SocketServer;

/** A WHATWG WebSocket without a network. */
export function createLocalSocket(
  connect: () => Accept | Response | Error
): WebSocket {
  return new LocalSocket(connect) as unknown as WebSocket;
}

/** Events come in their own task, in order, as they do from a network. */
class LocalSocket extends EventTarget {
  readyState = 0;

  private _server: SocketServer | undefined;

  constructor(connect: () => Accept | Response | Error) {
    super();
    setImmediate(() => {
      if (this.readyState !== 0) return;
      const accept = connect();
      if (typeof accept !== "function") {
        this.dispatchEvent(new Event("error"));
        this._end(1006);
        return;
      }
      this.readyState = 1;
      this._server = accept({
        send: (text) => this._deliver(text),
        close: () => this._end(1000),
      });
      this.dispatchEvent(new Event("open"));
    });
  }

  send(text: string): void {
    setImmediate(() => {
      if (this.readyState === 1) this._server?.receive(text);
    });
  }

  close(): void {
    this._end(1000);
  }

  private _deliver(data: string): void {
    setImmediate(() => {
      if (this.readyState === 3) return;
      this.dispatchEvent(new MessageEvent("message", { data }));
    });
  }

  private _end(code: number): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    this._server?.gone();
    setImmediate(() => {
      this.readyState = 3;
      this.dispatchEvent(new CloseEvent("close", { code, wasClean: true }));
    });
  }
}

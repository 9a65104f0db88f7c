import type { Asker } from "./address.ts";
import { isLocal } from "./address.ts";
import { command, Refusal, silence } from "./commands.ts";
import type { Home, StubSession, StubSocket } from "./home.ts";
import { blockedBecause, sessionOf } from "./home.ts";

/** The other end of a websocket, whatever carries it. */
export interface Wire {
  send(text: string): void;
  /** Closes with 1000, as Home Assistant always does. */
  close(): void;
}

/** What a wire tells the stand-in. */
export interface SocketServer {
  receive(text: string): void;
  gone(): void;
}

/** Serves Home Assistant's websocket API on a wire. */
export function serveSocket(
  home: Home,
  asker: Asker,
  wire: Wire
): SocketServer {
  const socket: StubSocket = { session: undefined, close: () => wire.close() };
  home.sockets.add(socket);
  const send = (message: unknown) => wire.send(JSON.stringify(message));
  const { version: ha_version } = home;
  let lastId = 0;

  function authenticate(message: Record<string, unknown>): void {
    const session = sessionOf(home, String(message.access_token));
    const reason = session
      ? blockedBecause(session.user, isLocal(asker.address))
      : "Invalid access token or password";
    if (!session || reason) {
      send({ type: "auth_invalid", message: reason });
      wire.close();
      return;
    }
    socket.session = session;
    send({ type: "auth_ok", ha_version });
  }

  function answer(
    session: StubSession,
    message: Record<string, unknown>
  ): void {
    const { id } = message;
    try {
      if (typeof id !== "number" || id <= lastId) {
        throw new Refusal("id_reuse", "Identifier values have to increase.");
      }
      lastId = id;
      const result = command(home, session, message);
      if (result === silence) return;
      send({ id, type: "result", success: true, result });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message: words } = error;
      send({
        id,
        type: "result",
        success: false,
        error: { code, message: words },
      });
    }
  }

  send({ type: "auth_required", ha_version });
  return {
    receive(text) {
      const message = JSON.parse(text) as Record<string, unknown>;
      if (socket.session) answer(socket.session, message);
      else authenticate(message);
    },
    gone() {
      home.sockets.delete(socket);
    },
  };
}

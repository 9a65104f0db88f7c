/**
 * As much of RFC 6455 as a server of short text messages needs: the answer to
 * the handshake, text, ping and close frames. No extension, no binary.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455 RFC 6455}
 * @module
 */
import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 };

/** What comes out of a stream of frames. */
export interface FrameListener {
  text(message: string): void;
  gone(): void;
}

/** A websocket that a server accepted. */
export interface AcceptedSocket {
  send(text: string): void;
  close(): void;
}

/** Answers the handshake, and reads frames from then on. */
export function acceptWebSocket(
  stream: Duplex,
  key: string,
  listener: FrameListener
): AcceptedSocket {
  const accept = createHash("sha1")
    .update(key + guid)
    .digest("base64");
  stream.write(
    "HTTP/1.1 101 Switching Protocols\r\n" +
      "Upgrade: websocket\r\nConnection: upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`
  );

  const write = (opcode: number, payload: Buffer) => {
    if (stream.writable) stream.write(frame(opcode, payload));
  };
  const normal = Buffer.from([0x03, 0xe8]);
  let pending = Buffer.alloc(0);
  let message = "";

  stream.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const read = readFrame(pending);
      if (!read) return;
      pending = pending.subarray(read.length);
      switch (read.opcode) {
        case opcodes.ping:
          write(opcodes.pong, read.payload);
          break;
        case opcodes.close:
          write(opcodes.close, normal);
          stream.end();
          break;
        case opcodes.text:
        case opcodes.continuation:
          message += read.payload.toString();
          if (read.final) {
            listener.text(message);
            message = "";
          }
      }
    }
  });
  stream.on("error", () => stream.destroy());
  stream.on("close", () => listener.gone());

  return {
    send: (text) => write(opcodes.text, Buffer.from(text)),
    close() {
      write(opcodes.close, normal);
      stream.end();
    },
  };
}

/** A frame of a server is whole and not masked. */
function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 + opcode;
  if (length < 126) {
    head[1] = length;
  } else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

interface Frame {
  opcode: number;
  final: boolean;
  payload: Buffer;
  /** Bytes of the whole frame. */
  length: number;
}

/** @returns `undefined` until the whole frame is there. */
function readFrame(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second % 128;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start + 4) return undefined;
  const size =
    short === 126
      ? bytes.readUInt16BE(2)
      : short === 127
        ? Number(bytes.readBigUInt64BE(2))
        : short;
  const length = start + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(start, start + 4);
  const payload = Buffer.from(bytes.subarray(start + 4, length));
  for (let index = 0; index < payload.length; index += 1) {
    // Masking is an exclusive or, and no other operator is one.
    // eslint-disable-next-line no-bitwise
    payload[index] = payload[index]! ^ mask[index % 4]!;
  }
  return { opcode: first % 16, final: first >= 128, payload, length };
}

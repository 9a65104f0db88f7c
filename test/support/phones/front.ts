/**
 * https in front of a gateway: what a companion's home has to have, with a
 * certificate that nobody but the test's phones knows.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { run } from "../program.ts";

export interface Front {
  stop(): Promise<void>;
}

export interface FrontOptions {
  /** Where it listens, for any name that ends in `.localhost`. */
  port: number;
  /** The gateway's port. */
  to: number;
  certificate: Certificate;
  /** Whose requests these are, as the gateway is told. */
  address: string;
}

/** A certificate and its key, both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Makes a certificate for those names. Needs `openssl`. */
export async function makeCertificate(
  ...names: string[]
): Promise<Certificate> {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const alternatives = names.map((name) => `DNS:${name}`).join(",");
  try {
    await run([
      ...["openssl", "req", "-x509", "-newkey", "ec"],
      ...["-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...["-subj", `/CN=${names[0]}`],
      ...["-addext", `subjectAltName=${alternatives}`],
      ...["-keyout", key, "-out", cert],
    ]);
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function startFront(options: FrontOptions): Promise<Front> {
  const { port, to, certificate, address } = options;
  const open = new Set<Duplex>();
  const forwarded = {
    "x-forwarded-proto": "https",
    "x-forwarded-for": address,
  };
  const server = https.createServer(certificate, (request, response) => {
    const { method, url: path, headers } = request;
    const onward = http.request(
      {
        host: "127.0.0.1",
        port: to,
        method,
        path,
        headers: { ...headers, ...forwarded },
        setHost: false,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      }
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("upgrade", (request, socket, head) => {
    const onward = connect(to, "127.0.0.1", () => {
      const lines = Object.entries({ ...request.headers, ...forwarded }).map(
        ([name, value]) => `${name}: ${value}`
      );
      onward.write(
        `${request.method} ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`
      );
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) {
      open.add(end);
      end.on("error", () => end.destroy());
      end.on("close", () => open.delete(end));
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      open.forEach((end) => end.destroy());
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * nginx as people copy it: the recipe of a sidecar with other names, ports and
 * paths in it, and not a line more or less.
 *
 * @module
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, start, which } from "../support/program.ts";
import { patience } from "./person.ts";

const recipe = new URL(
  "../../apps/server/deploy/nginx-sidecar.conf",
  import.meta.url
);

/** Who stands behind it, and where it listens. */
export interface NginxOptions {
  homeAssistant: string;
  gateway: string;
  /** For https, on `localhost`. */
  port: number;
  /** For http, which sends everybody on. */
  plainPort: number;
}

/** One that is listening. */
export interface RunningNginx {
  /** Everything that it complained of. */
  complaints(): string;
  stop(): Promise<void>;
}

/** Starts it, with a certificate that nobody signed. */
export async function startNginx(options: NginxOptions): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  // Its workers are somebody else, and keep what is large in here.
  chmodSync(folder, 0o711);
  await makeCertificate(folder);
  const site = toOurs(readFileSync(recipe, "utf8"), folder, options);
  const file = join(folder, "nginx.conf");
  await writeFile(file, main(site));
  const program = start([which("nginx") ?? "nginx", "-p", folder, "-c", file]);
  const complaints = () => readFileSync(join(folder, "error.log"), "utf8");
  const ended = program.ended.then((how) => {
    throw new Error(`nginx ended with ${how}`, { cause: complaints() });
  });
  ended.catch(() => {});
  await Promise.race([listening(options.port), ended]);
  return {
    complaints,
    stop: async () => {
      program.signal("SIGTERM");
      await program.ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** What is nginx's own, around a site: all of its sizes are the stock ones. */
const main = (site: string) => `daemon off;
pid nginx.pid;
error_log error.log;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
${site}}
`;

function toOurs(text: string, folder: string, options: NginxOptions): string {
  const changes = {
    "127.0.0.1:8123": new URL(options.homeAssistant).host,
    "127.0.0.1:8124": new URL(options.gateway).host,
    "listen 443": `listen 127.0.0.1:${options.port}`,
    "listen [::]:443": `listen ${secondLoopback()}:${options.port}`,
    "listen 80": `listen 127.0.0.1:${options.plainPort}`,
    "listen [::]:80": `listen ${secondLoopback()}:${options.plainPort}`,
    "server_name home.example.org": "server_name localhost",
    "/etc/ssl/home.example.org": folder,
  };
  return Object.entries(changes).reduce((site, [from, to]) => {
    if (!site.includes(from)) {
      throw new Error(`"${from}" is not in the recipe any more`);
    }
    return site.replaceAll(from, to);
  }, text);
}

/** IPv6 where the machine has it. */
function secondLoopback(): string {
  const all = Object.values(networkInterfaces()).flat();
  return all.some((one) => one?.address === "::1") ? "[::1]" : "127.0.0.2";
}

async function makeCertificate(folder: string): Promise<void> {
  await run([
    ...["openssl", "req", "-x509", "-newkey", "ec"],
    ...["-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
    ...["-keyout", join(folder, "privkey.pem")],
    ...["-out", join(folder, "fullchain.pem")],
  ]);
}

async function listening(port: number): Promise<void> {
  const until = Date.now() + patience;
  while (!(await isListening(port))) {
    if (Date.now() > until) throw new Error(`nobody listens on ${port}`);
    await sleep(50);
  }
}

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

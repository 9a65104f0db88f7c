import { createKeyRing } from "../src/index.ts";
import type {
  Answered,
  External,
  KeyRing,
  Leaving,
  Login,
  LoginRequest,
  Person,
  Slot,
  Started,
  Vouched,
} from "../src/index.ts";

/** Some afternoon. */
export const now = 1_800_000_000;

/** A login's id as a gateway draws it: 128 bits as base64url. */
export const id = "AAECAwQFBgcICQoLDA0ODw";

/** Every slot; a new one does not compile until it is here. */
export const slots = Object.keys({
  check: true,
  cookie: true,
  device: true,
  flow_id: true,
  page: true,
  relay: true,
  secret: true,
  state: true,
} satisfies Record<Slot, true>) as Slot[];

/** Bytes that differ by `seed`. */
export function bytes(length: number, seed = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => seed + index);
}

/** A ring of these versions, the sealing one first. */
export function ring(...versions: number[]): Promise<KeyRing> {
  return createKeyRing(
    versions.map((version) => ({ version, bytes: bytes(32, version) }))
  );
}

let drawn = 0;

/** An initialization vector that no other test has used. */
export function freshIv(): Uint8Array<ArrayBuffer> {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, (drawn += 1));
  return iv;
}

export const request: LoginRequest = {
  provider: "example-id",
  way: "redirect",
  origin: "https://home.example.org",
  clientId: "https://home.example.org/",
  redirectUri: "https://home.example.org/?auth_callback=1",
  passed: {
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  },
};

export const leaving: Leaving = {
  state: "eyJoYXNzVXJsIjoiaHR0cHM6Ly9ob21lLmV4YW1wbGUub3JnIn0=",
  storeToken: true,
  language: "de",
};

export const person: Person = {
  issuer: "https://id.example.org",
  subject: "248289761001",
  name: "Ada",
  account: "ada@example.org",
  groups: ["family"],
};

export const started: Started = {
  step: "started",
  id,
  startedAt: now,
  request,
};

export const external: External = { ...started, step: "external", leaving };

export const answered: Answered = {
  step: "answered",
  id,
  answeredAt: now + 30,
  request,
  leaving,
  person,
};

export const vouched: Vouched = {
  step: "vouched",
  id: "EBESExQVFhcYGRobHB0eHw",
  startedAt: now,
  vouchedAt: now + 30,
  provider: "example-id",
  origin: "https://home.example.org",
  back: {
    way: "match",
    asker: { system: "Android 16", network: "c0000207" },
  },
  person,
};

/** One login in each of its situations. */
export const logins: { [S in Login["step"]]: Extract<Login, { step: S }> } = {
  started,
  external,
  vouched,
  answered,
  finished: {
    step: "finished",
    id,
    finishedAt: now + 31,
    request,
    leaving,
    code: "code",
  },
};

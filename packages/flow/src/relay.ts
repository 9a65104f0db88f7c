/**
 * A flow of Home Assistant's own that is shown on a flow of ours, as it stands
 * in its cookie.
 *
 * @module
 */
import type { KeyRing } from "./key-ring.ts";
import { seal, unseal, UnsealError } from "./seal.ts";
import { readTime } from "./slots.ts";

/** Who signs in, and in which app: what a notification tells. */
export interface InApp {
  app: string;
  person: string;
  /** Whose notifications are counted: a name may be chosen by anybody. */
  identity: string;
}

/** A Home Assistant login flow that we stand in front of. */
export interface Relay {
  id: string;
  provider: string;
  origin: string;
  clientId: string;
  /** Never shown to a browser. */
  haFlowId: string;
  startedAt: number;
  /** There where an app is let in. */
  inApp?: InApp;
}

/** Seals a relayed Home Assistant flow for its cookie. */
export function sealRelay(
  keys: KeyRing,
  relay: Relay,
  iv: Uint8Array<ArrayBuffer>
): Promise<string> {
  const { id, provider, origin, clientId, haFlowId, startedAt, inApp } = relay;
  const at = String(startedAt);
  const fields = [id, provider, origin, clientId, haFlowId, at];
  return seal(
    keys,
    "relay",
    [...fields, inApp?.app, inApp?.person, inApp?.identity],
    iv
  );
}

/**
 * Opens the cookie of a relayed flow.
 *
 * @throws {UnsealError | ExpiredError}
 */
export async function openRelay(
  keys: KeyRing,
  sealed: string,
  now: number
): Promise<Relay> {
  const { fields } = await unseal(keys, "relay", sealed);
  const [id, provider, origin, clientId, haFlowId, at, ...rest] = fields;
  const startedAt = readTime(at, now);
  const [app, person, identity] = rest;
  if (
    id === undefined ||
    provider === undefined ||
    origin === undefined ||
    clientId === undefined ||
    haFlowId === undefined
  ) {
    throw new UnsealError();
  }
  return {
    id,
    provider,
    origin,
    clientId,
    haFlowId,
    startedAt,
    ...(app !== undefined &&
      person !== undefined &&
      identity !== undefined && { inApp: { app, person, identity } }),
  };
}

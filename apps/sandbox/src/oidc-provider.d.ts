/** The part of oidc-provider that is used here; it comes without types. */
declare module "oidc-provider" {
  import type {
    IncomingMessage,
    RequestListener,
    ServerResponse,
  } from "node:http";

  export interface Interaction {
    uid: string;
    prompt: { name: string };
    params: { client_id: string; redirect_uri: string };
    /** Whoever is signed in already. */
    session?: { accountId: string };
    exp: number;
    /** @param life seconds */
    save(life: number): Promise<string>;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: unknown);
    /** Whether `X-Forwarded-*` of a request are believed. */
    proxy: boolean;
    Grant: new (of: { accountId: string; clientId: string }) => Grant;
    callback(): RequestListener;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse
    ): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: unknown
    ): Promise<void>;
  }
}

import type { CryptoKey, JWK } from "jose";

/** Members to set; `undefined` takes one away. */
export type Patch = Record<string, unknown>;

/** How the answer of one endpoint may be bent. */
export interface AnswerLie {
  /** Bends the honest JSON. */
  json?: Patch;

  status?: number;

  /** Added to the honest ones, or instead of them. */
  headers?: Record<string, string>;

  /** Instead of the honest JSON, as it is. */
  body?: string;

  /** Accepts, and never answers. */
  silent?: boolean;

  /** Sends the answer one byte at a time, this many milliseconds apart. */
  dripEvery?: number;

  /** Sends this many bytes instead. */
  flood?: number;
}

/** What an ID token comes with. */
export interface TokenFacts {
  code: string;
  state: string;
  accessToken: string;
}

/** How an ID token may be bent. What is not named stays honest. */
export interface IdTokenLie {
  claims?: Patch | ((facts: TokenFacts) => Patch | Promise<Patch>);
  header?: Patch;

  /**
   * Signed with: another key under the honest `kid`; a key that is too short
   * (it is published); the client secret; the bytes of the public key;
   * nothing at all; or a key given.
   */
  key?: "other" | "weak" | "secret" | "public-as-secret" | "none" | CryptoKey;

  /** The honest key is of this kind instead. */
  alg?: "RS256" | "PS256" | "ES256" | "ES384" | "EdDSA";

  /** The last word: what is sent instead of the token made so far. */
  raw?: (token: string) => string | Promise<string>;
}

/** Everything a provider can be told to lie about, one knob per lie. */
export interface Lies {
  metadata?: AnswerLie;

  /** Bends the query of the callback; a list sends the parameter that often. */
  callback?: Record<string, string | string[] | undefined>;

  /** Where the callback's parameters go. */
  responseMode?: "query" | "fragment";

  token?: AnswerLie;
  idToken?: IdTokenLie;
  jwks?: AnswerLie & { keys?: (keys: JWK[]) => unknown };
  userinfo?: AnswerLie;

  /** Forgets the challenge and takes any verifier. */
  ignorePkce?: boolean;
}

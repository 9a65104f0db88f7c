/**
 * How a provider's answer comes to be believed. The order never changes:
 *
 * 1. {@link readAnswer}: form, `state`, `iss`, the provider's own refusal;
 * 2. the caller marks the login as used, before anything is believed;
 * 3. {@link exchange}: token request, every check on the ID token, and
 *    userinfo where a needed claim is missing.
 *
 * @module
 */
import {
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from "oauth4webapi";
import type { Evidence } from "./checks/evidence.ts";
import { checks } from "./checks/index.ts";
import { knownMetadata, metadataOf, type Metadata } from "./discovery.ts";
import { OidcError, providerErrors, type ProviderError } from "./error.ts";
import { parseIdToken } from "./id-token.ts";
import { clientOf, secretsOf } from "./library.ts";
import type { Provider } from "./provider.ts";
import type { Question } from "./question.ts";
import { quote } from "./quote.ts";
import { requestTokens, type Tokens } from "./token.ts";
import { userinfo } from "./userinfo.ts";

/** What a provider vouches for. */
export interface Claims {
  iss: string;
  sub: string;
  [claim: string]: unknown;
}

declare const validated: unique symbol;

/** A callback's query that {@link readAnswer} let through; good for once. */
export interface ValidatedAnswer {
  readonly [validated]: true;
}

interface Answer {
  provider: Provider;
  /** As the library validated it. */
  callback: URLSearchParams;
  code: string;
  state: string;
}

/** What an answer holds, out of reach of whoever carries it. */
const answers = new WeakMap<ValidatedAnswer, Answer>();

/** Parameters of flows that we never start: a token in a URL is a leak. */
const strangers = ["access_token", "id_token", "token", "response"];

/**
 * The answer that came with a callback, if it is one, is ours and is from
 * this provider. Asks nobody; the provider must have been discovered.
 *
 * @throws {OidcError} `callback.form`, `state`, `iss`, `error.*`.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9207#section-2.4 RFC 9207 §2.4}
 */
export function readAnswer(
  provider: Provider,
  query: URLSearchParams,
  state: string
): ValidatedAnswer {
  const metadata = knownMetadata(provider);
  checkForm(query);
  checkState(query, state);
  checkIssuer(query, metadata);
  checkError(query, secretsOf(provider, metadata));
  const answer = {} as ValidatedAnswer;
  answers.set(answer, {
    provider,
    callback: validateAuthResponse(metadata, clientOf(provider), query, state),
    code: query.get("code") ?? "",
    state,
  });
  return Object.freeze(answer);
}

/**
 * Hands in the code and believes what comes back, or does not. One request
 * with warm caches, never a second try: codes are single-use, and so is
 * `answer`.
 *
 * @throws {OidcError} with the first reason found.
 */
export async function exchange(
  provider: Provider,
  answer: ValidatedAnswer,
  question: Pick<Question, "redirectUri" | "nonce" | "codeVerifier" | "maxAge">
): Promise<Claims> {
  const read = answers.get(answer);
  if (read?.provider !== provider) {
    throw new TypeError(`"answer" is used, or not from this provider`);
  }
  answers.delete(answer);
  const metadata = await metadataOf(provider);
  const tokens = await requestTokens(provider, metadata, {
    callback: read.callback,
    redirectUri: question.redirectUri,
    codeVerifier: question.codeVerifier,
  });
  const claims = await believe(provider, metadata, tokens, {
    code: read.code,
    state: read.state,
    nonce: question.nonce,
    maxAge: question.maxAge,
  });
  const missing = provider.settings.neededClaims.some(
    (name) => !Object.hasOwn(claims, name)
  );
  if (!missing || metadata.userinfo_endpoint === undefined) return claims;
  const more = await userinfo(
    provider,
    metadata,
    String(tokens.body.access_token),
    claims.sub
  );
  // What was signed wins.
  return { ...more, ...claims };
}

/** One code or one error, each once, and nothing of another flow. */
function checkForm(query: URLSearchParams): void {
  const outcomes = [...query.getAll("code"), ...query.getAll("error")];
  const stranger = strangers.find((name) => query.has(name));
  if (outcomes.length === 1 && outcomes[0] !== "" && stranger === undefined) {
    return;
  }
  throw new OidcError(
    "callback.form",
    stranger === undefined
      ? `the callback has not exactly one "code" or "error"`
      : `the callback has a "${stranger}"`
  );
}

function checkState(query: URLSearchParams, state: string): void {
  const [received, another] = query.getAll("state");
  if (received === state && another === undefined) return;
  throw new OidcError("state", `the callback's "state" is not the one we sent`);
}

function checkIssuer(query: URLSearchParams, metadata: Metadata): void {
  const [received, another] = query.getAll("iss");
  const required = metadata.authorization_response_iss_parameter_supported;
  if (received === undefined && required !== true) return;
  if (received === metadata.issuer && another === undefined) return;
  throw new OidcError("iss", `the callback's "iss" is another issuer`, {
    expected: metadata.issuer,
    received,
  });
}

function checkError(query: URLSearchParams, secrets: string[]): void {
  const error = query.get("error");
  if (error === null) return;
  const known = providerErrors.find((it) => it === error);
  const reason: ProviderError = known ?? "other";
  throw new OidcError(
    `error.${reason}`,
    `the provider answered with the error "${reason}"`,
    { detail: quote(query.get("error_description") ?? error, secrets) }
  );
}

/**
 * Every check of ours, for the reason; then the library's own, which know
 * the token answer's form too. Only what passed both is yielded.
 */
async function believe(
  provider: Provider,
  metadata: Metadata,
  { response, body, idToken }: Tokens,
  asked: Pick<Evidence, "code" | "state" | "nonce" | "maxAge">
): Promise<Claims> {
  const { header, claims } = parseIdToken(idToken);
  const evidence: Evidence = {
    ...asked,
    provider,
    now: provider.runtime.now(),
    idToken,
    header,
    claims,
    accessToken: body.access_token,
  };
  for (const check of checks) {
    await check(evidence);
  }
  const processed = await processAuthorizationCodeResponse(
    metadata,
    clientOf(provider, String(header.alg)),
    response,
    { expectedNonce: asked.nonce, maxAge: asked.maxAge }
  ).catch(() => {
    // Without a cause: the library's would show the tokens.
    throw new OidcError("token.form", "the token answer is not well formed");
  });
  const believed = getValidatedIdTokenClaims(processed);
  if (believed === undefined) {
    throw new OidcError("token.form", "the token answer has no ID token");
  }
  return { ...believed };
}

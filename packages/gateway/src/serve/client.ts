/**
 * Which client asks for a login, and where its code may go. Home Assistant
 * has the last word at the end of its own flow; here is refused what it would
 * refuse anyway, and what must not be started.
 *
 * @module
 */

/** The pairs that Home Assistant knows without asking anybody. */
const apps = new Map([
  ["https://home-assistant.io/iOS", "homeassistant://auth-callback"],
  ["https://home-assistant.io/android", "homeassistant://auth-callback"],
]);

/** Longer ones are refused by Home Assistant as well. */
const uriSize = 2048;

/** What of a client is wrong, in the words that Home Assistant has for it. */
export type ClientFault = "Invalid client id" | "Invalid redirect URI";

/**
 * Looks at a client's id and the address it wants its code at.
 *
 * @param origins every one of this home's.
 * @param origin the one that the login is on.
 * @see https://datatracker.ietf.org/doc/html/rfc6749#section-3.1.2
 * @returns what is wrong, or `undefined`.
 */
export function clientFault(
  origins: readonly string[],
  origin: string,
  clientId: string,
  redirectUri: string
): ClientFault | undefined {
  const client = parse(clientId);
  if (client === undefined || !isClient(client, clientId, origin)) {
    return "Invalid client id";
  }
  if (apps.has(clientId)) {
    return redirectUri === apps.get(clientId)
      ? undefined
      : "Invalid redirect URI";
  }
  const redirect = parse(redirectUri);
  if (redirect === undefined || !isWebsite(redirect)) {
    return "Invalid redirect URI";
  }
  if (hasOwnParameters(redirect)) return "Invalid redirect URI";
  // Home Assistant would fetch its own page to ask whether it may go there.
  if (clientId === `${origin}/` && redirect.origin !== origin) {
    return "Invalid redirect URI";
  }
  if (origins.includes(redirect.origin) && isReserved(redirect.pathname)) {
    return "Invalid redirect URI";
  }
  return undefined;
}

/** The host that a person is shown for a foreign client, in its ASCII form. */
export function clientHost(clientId: string): string {
  return parse(clientId)?.host ?? "";
}

/**
 * `redirect_uri` with the answer in it, as Home Assistant's own page writes
 * it: the client's `state` comes back byte for byte, once.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2
 */
export function answerUrl(
  redirectUri: string,
  answer: { code: string; state: string | undefined; storeToken: boolean }
): string {
  const pairs = [`code=${encodeURIComponent(answer.code)}`];
  if (answer.state !== undefined) {
    pairs.push(`state=${encodeURIComponent(answer.state)}`);
  }
  if (answer.storeToken) pairs.push("storeToken=true");
  const joint = !redirectUri.includes("?")
    ? "?"
    : /[?&]$/.test(redirectUri)
      ? ""
      : "&";
  return redirectUri + joint + pairs.join("&");
}

/** The bytes that URL parsers agree about. */
const plain = /^[!#-;=?-[\]_a-z~]+$/;

function parse(text: string): URL | undefined {
  if (text.length > uriSize || !plain.test(text)) return undefined;
  try {
    return new URL(text);
  } catch (_error) {
    return undefined;
  }
}

function isWebsite(url: URL): boolean {
  return (
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === "" &&
    !url.href.includes("#") &&
    // `http:/host` and `http:host` become the same URL in a browser only.
    url.hostname !== ""
  );
}

function isClient(url: URL, clientId: string, origin: string): boolean {
  if (!isWebsite(url) || !/^https?:\/\/[^/]/i.test(clientId)) return false;
  if (/\/\.\.?(\/|$)/.test(clientId)) return false;
  return !isPublicAddress(url.hostname) || url.origin === origin;
}

/** Home Assistant takes an address for a client only in a local network. */
function isPublicAddress(hostname: string): boolean {
  if (hostname.startsWith("[")) {
    return !/^\[(::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/.test(
      hostname
    );
  }
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return false;
  return !/^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(
    hostname
  );
}

function hasOwnParameters(url: URL): boolean {
  return ["code", "state", "error"].some((name) => url.searchParams.has(name));
}

function isReserved(pathname: string): boolean {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch (_error) {
    return true;
  }
  if (path === "/auth/external-login/account") return false;
  return path.startsWith("/auth/") || path.startsWith("//");
}

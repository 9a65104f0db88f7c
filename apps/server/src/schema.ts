/**
 * Every key of the configuration file. The README documents each; a test
 * compares the two.
 *
 * @module
 */
import { groups } from "@ha-external-login/gateway";
import * as v from "valibot";
import { createAddressList } from "./address.ts";
import { originOf } from "./origin.ts";

const text = v.pipe(
  v.string("needs text"),
  v.trim(),
  v.minLength(1, "is empty")
);

const texts = v.array(text, "needs a list");

/** One or several, always read as a list. */
const oneOrMore = v.pipe(
  v.union([text, v.pipe(texts, v.minLength(1))], "needs text, or a list of it"),
  v.transform((value) => (typeof value === "string" ? [value] : value))
);

const flag = v.boolean("needs true or false");

const origin = v.pipe(
  text,
  v.check(
    (value) => originOf(value) !== undefined,
    'needs an address without a path, such as "https://home.example.org"'
  ),
  v.transform((value) => originOf(value) ?? "")
);

const network = v.pipe(
  text,
  v.check(isNetwork, 'needs an address or network, such as "192.168.1.0/24"')
);

const port = v.pipe(
  v.number("needs a number"),
  v.integer("needs a whole number"),
  v.minValue(0, "is no port"),
  v.maxValue(65_535, "is no port")
);

const provider = v.strictObject({
  id: v.optional(
    v.pipe(
      text,
      v.regex(/^[a-z0-9-]{1,40}$/, "needs 1 to 40 of a-z, 0-9 and -")
    )
  ),
  name: v.pipe(text, v.maxLength(60, "is longer than 60 characters")),
  issuer: v.pipe(
    v.string("needs text"),
    v.check(isIssuer, 'needs an address, such as "https://id.example.org"')
  ),
  client_id: text,
  client_secret: v.optional(text),
  client_secret_file: v.optional(text),
  client_authentication: v.optional(
    v.picklist(
      ["client_secret_basic", "client_secret_post", "none"],
      "is one of client_secret_basic, client_secret_post, none"
    )
  ),
  scopes: v.optional(
    v.pipe(texts, v.includes("openid", 'needs "openid" among them')),
    ["openid", "profile", "email", "groups"]
  ),
  claims: v.optional(
    v.strictObject({
      name: v.optional(oneOrMore, ["name", "preferred_username"]),
      groups: v.optional(oneOrMore, ["groups"]),
    }),
    {}
  ),
  roles: v.optional(
    v.strictObject({
      "system-admin": v.optional(texts),
      "system-users": v.optional(texts),
      "system-read-only": v.optional(texts),
    }),
    {}
  ),
  default_role: v.optional(
    v.picklist(
      [...groups, "deny"],
      `is no group of Home Assistant: use ${groups.join(", ")}, or deny`
    ),
    "deny"
  ),
  local_only: v.optional(texts, []),
  sync: v.optional(
    v.picklist(
      ["every-login", "first-login"],
      "is one of every-login, first-login"
    ),
    "every-login"
  ),
  match: v.optional(
    v.strictObject({
      use: v.optional(
        v.picklist(
          ["apps", "devices", "off"],
          'is one of apps, devices, "off"'
        ),
        "apps"
      ),
      network: v.optional(
        v.picklist(["warn", "same", "off"], 'is one of warn, same, "off"'),
        "warn"
      ),
    }),
    {}
  ),
  insecure_http: v.optional(flag, false),
});

const app = v.strictObject({
  name: v.pipe(text, v.maxLength(60, "is longer than 60 characters")),
  link: v.pipe(
    text,
    v.check(
      isLink,
      'needs a link such as "io.github.example.app:/auth-callback", or an https address'
    )
  ),
  android: v.optional(
    v.strictObject({
      package: v.pipe(text, v.regex(/^[\w.]+$/, "needs a package name")),
      sha256_cert_fingerprints: v.pipe(
        v.array(
          v.pipe(
            text,
            v.regex(
              /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/,
              'needs 32 pairs of hex digits, such as "AB:CD:…"'
            )
          ),
          "needs a list"
        ),
        v.minLength(1, "needs at least one fingerprint")
      ),
    })
  ),
  ios: v.optional(
    v.strictObject({
      team_id: v.pipe(
        text,
        v.regex(/^[A-Z0-9]{10}$/, "needs the ten letters of a team")
      ),
      bundle_id: v.pipe(text, v.regex(/^[\w.-]+$/, "needs a bundle id")),
    })
  ),
});

/** Our own companion, which everybody may use unless `apps` says otherwise. */
const companion: v.InferOutput<typeof app> = {
  name: "External Login Companion",
  link: "io.github.haexternallogin.companion:/auth-callback",
};

export const schema = v.strictObject({
  url: origin,
  also: v.optional(v.array(origin, "needs a list"), []),
  insecure_http: v.optional(flag, false),
  home_assistant: origin,
  listen: v.optional(
    v.strictObject({
      host: v.optional(text, "127.0.0.1"),
      port: v.optional(port, 8124),
    }),
    {}
  ),
  internal: v.optional(
    v.strictObject({
      host: v.optional(text, "127.0.0.1"),
      port: port,
      allow_network: v.optional(flag, false),
    })
  ),
  position: v.optional(
    v.picklist(["gateway", "sidecar"], "is one of gateway, sidecar"),
    "gateway"
  ),
  trusted_proxies: v.optional(v.array(network, "needs a list")),
  first: v.optional(
    v.picklist(["password", "external"], "is one of password, external"),
    "password"
  ),
  data: v.optional(text, "data"),
  ticket: v.optional(
    v.strictObject({ provider: v.optional(text, "external") }),
    {}
  ),
  apps: v.optional(v.array(app, "needs a list"), [companion]),
  providers: v.pipe(
    v.array(provider, "needs a list"),
    v.minLength(1, "needs at least one provider")
  ),
});

/** The file, checked key by key. */
export type File = v.InferOutput<typeof schema>;

function isNetwork(value: string): boolean {
  try {
    createAddressList([value]);
    return true;
  } catch (_error) {
    return false;
  }
}

/** One slash, and a dot in the scheme: nobody else's by accident. */
function isLink(value: string): boolean {
  return (
    /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:\/[\w/-]+$/.test(value) ||
    /^https:\/\/[^\s/?#@]+\/[\w/-]+$/.test(value)
  );
}

function isIssuer(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === "" &&
    !/[?#\s]/.test(value)
  );
}

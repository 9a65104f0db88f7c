import { resolve } from "node:path";
import type { ProviderOptions } from "@ha-external-login/gateway";
import { isLoopback } from "./origin.ts";
import type { File } from "./schema.ts";
import { readSecretFile } from "./secret-file.ts";

type ProviderFile = File["providers"][number];

/**
 * What one entry of `providers` means. What cannot be used is added to the
 * problems, and then the result must not be used either.
 */
export function readProvider(
  file: ProviderFile,
  path: string,
  folder: string,
  problems: string[]
): ProviderOptions {
  const report = (key: string, problem: string) =>
    problems.push(`\`${path}.${key}\` ${problem}`);
  const id = file.id ?? slug(file.name);
  if (id === "") report("id", "is needed, because the name gives none");
  if (isPlain(file.issuer) && !file.insecure_http) {
    report(
      "issuer",
      "is plain http: anybody on the way could sign in as anybody; use https, or say `insecure_http: true`"
    );
  }
  if (file.default_role === "deny" && isEmpty(file.roles)) {
    report(
      "roles",
      "names no group, so nobody could sign in: add one, or a `default_role`"
    );
  }
  const clientSecret = readClientSecret(file, folder, report);
  const clientAuthentication =
    file.client_authentication ??
    (clientSecret === undefined ? "none" : "client_secret_basic");
  if ((clientAuthentication === "none") !== (clientSecret === undefined)) {
    report(
      "client_authentication",
      clientSecret === undefined
        ? "needs a secret: set `client_secret_file`"
        : "is none, so the secret would not be used: remove one of the two"
    );
  }
  return {
    id,
    settings: {
      name: file.name,
      issuer: file.issuer,
      clientId: file.client_id,
      ...(clientSecret !== undefined && { clientSecret }),
      clientAuthentication,
      scopes: file.scopes,
      neededClaims: neededClaims(file),
      ...(file.insecure_http && { insecureHttp: true }),
    },
    people: {
      claims: file.claims,
      roles: presentOf(file.roles),
      defaultRole: file.default_role,
      localOnly: file.local_only,
      sync: file.sync,
    },
    match: file.match,
  };
}

/** `Example ID` becomes `example-id`. */
function slug(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}

/**
 * Top-level claims that are worth a call to userinfo: the first choice of
 * each, and groups only where something depends on them.
 */
function neededClaims({ claims, roles, local_only }: ProviderFile): string[] {
  const grouped = !isEmpty(roles) || local_only.length > 0;
  return [claims.name[0], ...(grouped ? [claims.groups[0]] : [])].flatMap(
    (path) => path?.split(".", 1) ?? []
  );
}

function isPlain(issuer: string): boolean {
  return new URL(issuer).protocol === "http:" && !isLoopback(issuer);
}

function isEmpty(roles: ProviderFile["roles"]): boolean {
  return Object.values(roles).every((names) => names.length === 0);
}

function presentOf(
  roles: ProviderFile["roles"]
): ProviderOptions["people"]["roles"] {
  return Object.fromEntries(
    Object.entries(roles).filter(([, names]) => names !== undefined)
  );
}

function readClientSecret(
  file: ProviderFile,
  folder: string,
  report: (key: string, problem: string) => void
): string | undefined {
  if (file.client_secret_file === undefined) return file.client_secret;
  if (file.client_secret !== undefined) {
    report("client_secret", "and `client_secret_file` are both set: keep one");
    return undefined;
  }
  try {
    const path = resolve(folder, file.client_secret_file);
    const secret = readSecretFile(path)?.replace(/\r?\n$/, "");
    if (secret === undefined) report("client_secret_file", "does not exist");
    if (secret === "") report("client_secret_file", "is empty");
    return secret;
  } catch (error) {
    report("client_secret_file", (error as Error).message);
    return undefined;
  }
}

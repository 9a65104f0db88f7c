import { readFileSync } from "node:fs";
import type { RunningProvider } from "./provider.ts";

/** What the gateway's configuration file says in a sandbox. */
export interface SandboxConfiguration {
  url: string;
  /** More addresses of the home, for the phones that aren't there. */
  also: string[];
  port: number;
  homeAssistant: string;

  /** Absolute. */
  data: string;

  /** Where relative paths of `providers` start. */
  folder: string;

  /** YAML: a list, as it stands under `providers`. */
  providers: string;
}

/** The text of the file. */
export function configurationText(options: SandboxConfiguration): string {
  const { url, also, port, homeAssistant, data, providers } = options;
  return `url: ${url}
also: ${JSON.stringify(also)}
home_assistant: ${homeAssistant}
listen:
  port: ${port}
data: ${JSON.stringify(data)}
providers:
${providers.trimEnd().replace(/^(?=.)/gm, "  ")}
`;
}

/** The entry of the provider inside: who is in which group, and what for. */
export function embeddedProvider(
  provider: RunningProvider,
  secretFile: string
): string {
  return `- id: ${embeddedId}
  name: ${JSON.stringify(provider.name)}
  issuer: ${provider.issuer}
  client_id: ${provider.client.id}
  client_secret_file: ${JSON.stringify(secretFile)}
  roles:
    system-admin: [admins]
    system-users: [family]
`;
}

/** Where a provider sends people back to. */
export function redirectUri(url: string, id: string): string {
  return `${url}/auth/external-login/callback/${id}`;
}

/** Id of the provider inside. */
export const embeddedId = "example-id";

/** The file with a person's own providers cannot be read. */
export class ProviderFileError extends Error {
  readonly name = "ProviderFileError";

  readonly code = "provider_file";
}

/**
 * A person's own list of providers, without the mark of a document.
 *
 * @throws {ProviderFileError} if there is none.
 */
export function readProviderFile(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF?(---[ \t]*\r?\n)?/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ProviderFileError(`"${path}" cannot be read (${code})`);
  }
}

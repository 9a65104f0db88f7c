/** What a person has to do elsewhere, ready to be copied. */
import { redirectUri } from "@ha-external-login/gateway";
import {
  askVersion,
  type HomeAssistant,
} from "@ha-external-login/home-assistant";
import { bridgeYaml } from "./bridge/yaml.ts";
import type { Configuration } from "./configuration.ts";
import { ownAddress } from "./own-address.ts";

/** The addresses that each provider has to know. */
export function providerSteps({ origins, providers }: Configuration): string {
  const blocks = providers.map(({ id, settings }) =>
    [
      `At ${settings.name} (${settings.issuer}), for the client "${settings.clientId}", allow:`,
      ...origins.map((origin) => `  ${redirectUri(origin, id)}`),
    ].join("\n")
  );
  return `${blocks.join("\n")}\n`;
}

/** The lines for Home Assistant's own configuration. */
export function homeAssistantSteps(
  { ticketProvider }: Configuration,
  directory: string
): string {
  const yaml = bridgeYaml({
    pathAsHomeAssistantSeesIt: `${directory.replace(/\/+$/, "")}/external_login/ticket.sh`,
    id: ticketProvider,
    name: "External login",
  });
  return `In Home Assistant's configuration.yaml, then restart it:\n\n${yaml}`;
}

/** How Home Assistant comes to take our word for where people come from. */
export async function trustSteps(
  ha: HomeAssistant,
  homeAssistant: string
): Promise<string> {
  const { ownAddress: address = "this gateway's address" } =
    await ownAddress(homeAssistant);
  const version = await askVersion(ha).catch(() => undefined);
  const lines =
    version !== undefined && isBefore(version, 2026, 8)
      ? [
          "In Home Assistant's configuration.yaml, then restart it:",
          "",
          "http:",
          "  use_x_forwarded_for: true",
          "  trusted_proxies:",
          `    - ${address}`,
        ]
      : [
          `In Home Assistant, opened directly at ${homeAssistant}, as an administrator:`,
          "  1. Settings > System > Network > HTTP server.",
          "  2. Under Reverse proxy, switch on Trust X-Forwarded-For.",
          `  3. Under Trusted proxies, add ${address}.`,
          "  4. Choose Save and restart.",
          "  5. When it is back, choose Confirm within five minutes, or Home",
          "     Assistant takes the change back.",
        ];
  return `${lines.join("\n")}\n`;
}

function isBefore(version: string, year: number, month: number): boolean {
  const [itsYear = 0, itsMonth = 0] = version.split(".").map(Number);
  return itsYear < year || (itsYear === year && itsMonth < month);
}

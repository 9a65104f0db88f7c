/** How Home Assistant is told of the bridge. */
export interface BridgeEntry {
  /** The script's path as Home Assistant sees it, in its container maybe. */
  pathAsHomeAssistantSeesIt: string;

  /** Part of every person's identity at Home Assistant: never changed. */
  id: string;

  /** What whoever reaches Home Assistant directly reads above the form. */
  name: string;
}

/**
 * What belongs into Home Assistant's `configuration.yaml`, word for word. It
 * counts after a restart.
 */
export function bridgeYaml(entry: BridgeEntry): string {
  const quoted = (text: string) => JSON.stringify(text);
  return `homeassistant:
  auth_providers:
    # Passwords. Without this line nobody can log in when the gateway is away.
    - type: homeassistant
    - type: command_line
      # Part of every person's identity: never change it.
      id: ${quoted(entry.id)}
      name: ${quoted(entry.name)}
      command: /bin/sh
      args: [${quoted(entry.pathAsHomeAssistantSeesIt)}]
      # Without this everybody would be an administrator.
      meta: true
`;
}

/**
 * Who lives in the home before anybody comes through the provider: the owner,
 * who already came once and has a second factor, and somebody who never will.
 *
 * @module
 */
import {
  entryKey,
  serviceUsername,
  type Entry,
} from "@ha-external-login/gateway";
import { identityOf } from "../../../packages/gateway/src/people/identity.ts";
import { people as usualPeople } from "../../../apps/sandbox/src/people.ts";
import type { RunningProvider } from "../../../apps/sandbox/src/provider.ts";
import { owner } from "../../support/home-assistant/seed.ts";
import type { HomeAssistantOptions } from "../../support/home-assistant/start.ts";

/** Somebody with a password of the home, the owner's own. */
export const localPerson = { name: "Lou Local", username: "lou" };

/** The owner at the provider, in a group that makes nobody administrator. */
export const ownerAtProvider = {
  sub: "5f0c6a52-8d0e-4c39-9a53-1f1d1a6b7c04",
  login: "olive",
  password: "open-sesame",
  name: "Olive Owner",
  email: "olive@example.org",
  groups: ["family"],
};

/** Base32, as the owner's second device holds it. */
export const secondFactor = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** Everybody with an account at the provider. */
export const people = [...usualPeople, ownerAtProvider];

/** What Home Assistant holds of them. */
export async function seed(
  version: string,
  { issuer }: RunningProvider
): Promise<HomeAssistantOptions> {
  const entry: Entry = {
    key: `x-${"o".repeat(32)}`,
    user_id: owner.userId,
    group: "system-users",
    local_only: false,
    provider: "example-id",
    name: owner.name,
  };
  const identity = await identityOf(issuer, ownerAtProvider.sub);
  const service = "0000000000000000000000000000000f";
  const name = `frontend.user_data_${service}`;
  const data = { [entryKey(identity)]: entry };
  return {
    version,
    ownerTotp: secondFactor,
    ownerKeys: [entry.key],
    people: [
      { ...localPerson, group: "system-users" },
      {
        userId: service,
        name: "External login",
        group: "system-admin",
        keys: [serviceUsername],
        localOnly: true,
      },
    ],
    files: {
      [`.storage/${name}`]: {
        content: JSON.stringify({
          version: 1,
          minor_version: 1,
          key: name,
          data,
        }),
      },
    },
  };
}

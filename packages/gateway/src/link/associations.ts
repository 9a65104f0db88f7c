/**
 * The files by which a phone's system lets an app claim this home's https
 * addresses, for people who build the app for their own host.
 *
 * @see https://developer.android.com/training/app-links
 * @see https://developer.apple.com/documentation/xcode/supporting-associated-domains
 * @module
 */
import { ownPrefix } from "../serve/answers.ts";
import type { AppOptions } from "../options.ts";

/** The path that an app claims, and the page there without the app. */
export const claimedPath = `${ownPrefix}app/back`;

const files: Record<string, (apps: AppOptions[]) => unknown> = {
  "/.well-known/assetlinks.json": (apps) => {
    const links = apps.flatMap(({ android }) => android ?? []);
    return links.length === 0
      ? undefined
      : links.map((android) => ({
          relation: ["delegate_permission/common.handle_all_urls"],
          target: {
            namespace: "android_app",
            package_name: android.package,
            sha256_cert_fingerprints: android.certificates,
          },
        }));
  },
  "/.well-known/apple-app-site-association": (apps) => {
    const appIDs = apps.flatMap(({ ios }) => ios?.appId ?? []);
    const components = [{ "/": claimedPath, "?": { code: "?*" } }];
    return appIDs.length === 0
      ? undefined
      : { applinks: { details: [{ appIDs, components }] } };
  },
};

/** What such a file holds; `undefined` unless an app is configured for it. */
export function associationFile(apps: AppOptions[], path: string): unknown {
  return Object.hasOwn(files, path) ? files[path]?.(apps) : undefined;
}

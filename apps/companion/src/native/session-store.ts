import type { SessionStore } from "@ha-external-login/mobile";

const key = "sign-in";

/**
 * The sign-in that waits, in the shell's own storage. The projects of both
 * platforms keep that out of backups as far as they can: see the README.
 */
export function createSessionStore(storage: Storage): SessionStore {
  return {
    get: async () => storage.getItem(key) ?? undefined,
    put: async (text) => storage.setItem(key, text),
    delete: async () => storage.removeItem(key),
  };
}

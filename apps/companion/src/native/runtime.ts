import type { MobileRuntime } from "@ha-external-login/mobile";

/** The phone's clock, randomness and timers. */
export const runtime: MobileRuntime = {
  now: () => Math.floor(Date.now() / 1000),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  after(seconds, callback) {
    const timer = setTimeout(callback, seconds * 1000);
    return () => clearTimeout(timer);
  },
};

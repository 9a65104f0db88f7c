/**
 * The ways back from a provider that lead elsewhere than into the tab that a
 * person left, and what each has to carry there.
 *
 * @module
 */

/** The screen that a code is asked for on, as the other browser tells of it. */
export interface Asker {
  /** `Android 16` */
  system: string;
  /** Its network, in the spelling of whoever compares it. */
  network: string;
}

/**
 * A way that ends in another browser than it began in, and what it needs: by a
 * code that a person types where they started (`device` where that page is not
 * known to the browser they signed in with), or by a link into an app.
 */
export type Away =
  | { way: "match"; asker: Asker }
  | { way: "device"; network: string }
  /**
   * `link` by its fingerprint. Of the app's S256 challenge 22 characters, 132
   * bits: a `state` has no room for all, and nobody finds another verifier.
   */
  | { way: "link"; link: string; challenge: string };

/**
 * Every figure that a login is held to. Times are seconds, sizes bytes.
 *
 * @module
 */

/** From the page's first request to the provider's answer. */
export const loginLife = 15 * 60;

/** How far the clocks of two replicas may be apart. */
export const clockSkew = 60;

/** A used id is remembered for longer than any seal of it can be opened. */
export const consumedLife = loginLife + 2 * clockSkew + 60;

/** A verified person waits this long for the tab check or a resume. */
export const resumeLife = 60;

/** `client_id`, `redirect_uri` and Home Assistant's `state` together. */
export const requestSize = 2048;

/** The create body's other keys, and the page's language, together. */
export const passedSize = 256;

/** All cookies of ours in one browser, names included. */
export const cookiesSize = 4096;

/** Logins that one browser may have under way. */
export const cookiesCount = 5;

/** OpenID `state`; some providers cut longer ones. */
export const stateSize = 400;

/** A code that a person carries, from the press that shows it. */
export const codeLife = 2 * 60;

/** Wrong codes that one login takes. */
export const codeTries = 5;

/** The code in a link to an app, from the page that has the link. */
export const handoffLife = 60;

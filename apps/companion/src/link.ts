/** The app's id, and the scheme of every link to it. */
export const scheme = "io.github.haexternallogin.companion";

/** The link by which a sign-in comes back. Exactly this, at every home. */
export const link = `${scheme}:/auth-callback`;

/** Everything that the app says. */
export const en = {
  homes: {
    title: "Your homes",
    add: "Add a home",
    empty: "There is no home here yet.",
    emptyHint: "You need the address at which you open your Home Assistant.",
    in: "Signed in",
    out: "Signed out",
    waiting: "Waiting for your browser.",
    about: "About {home}",
    removed: "{home} was removed.",
    undo: "Undo",
    offline: "You are offline.",
    offlineHint: "Homes in your own network may still answer.",
    back: "Back to your homes",
  },
  add: {
    title: "Add a home",
    address: "Address of your home",
    hint: "For example home.example.org",
    add: "Add a home",
    scan: "Scan a code",
    cancel: "Cancel",
    again: "Try again",
    looking: "Looking for Home Assistant…",
  },
  problems: {
    no_address: "This is not an address.",
    not_https:
      "This app signs in over https only. Use the secure address of your home.",
    nothing:
      "There is no Home Assistant at this address, or it did not answer.",
    untrusted: "This phone does not trust the certificate of this address.",
    no_external:
      "This is a Home Assistant, but it has no external login to sign in with.",
    no_code: "There is no address in this picture.",
  },
  hints: {
    no_address: "Use the one at which you open your Home Assistant.",
    nothing: "Check the spelling, and whether you are in the right network.",
    untrusted:
      "Ask whoever runs this home for an address with a certificate that phones trust.",
    no_external:
      "Ask whoever runs this home, or use the Home Assistant app until then.",
    no_code: "Hold the phone closer, or type the address.",
  },
  asked: {
    title: "Add {host} to your homes?",
    link: "A link asked for this. Add it only if you know this address.",
    code: "The code that you scanned asked for this. Add it only if you know this address.",
    lead: "You will be asked to sign in there. Nothing is sent before.",
    no: "Do not add",
    yes: "Add",
  },
  found: {
    address: "Address",
    connection: "Connection",
    secure: "Secure. This phone trusts the certificate.",
    loopback: "Not encrypted. It stays on this computer.",
    signIn: "Sign in with",
    name: "Name in this app",
  },
  home: {
    open: "Open",
    signIn: "Sign in with {provider}",
    password: "Use your password",
    signOut: "Sign out",
    signOutHint: "Opens your profile in Home Assistant. Choose Log out there.",
    remove: "Remove from this app",
    removeHint: "This does not sign you out.",
  },
  signIn: {
    title: "Signing in",
    starting: "Opening your browser…",
    away: "Waiting for your browser.",
    awayHint: "Finish signing in there, then come back here.",
    finishing: "Almost there…",
    opening: "Opening {home}…",
    closed: "Did you finish signing in?",
    closedHint: "Continue opens your browser where you left it.",
    other: "Stop signing in to {home}?",
    otherHint: "You have not finished there. Signing in to {other} ends it.",
    stay: "Stay with {home}",
    change: "Sign in to {other}",
    continue: "Continue",
    cancel: "Cancel",
  },
  settled: {
    unreachable: "{home} did not answer. Try again.",
    unreachableHint:
      "Check that you are online. Some homes answer only in their own network.",
    refused: "{provider} did not let you in.",
    refusedHint:
      "Nothing was signed in. Ask whoever runs {home} if this surprises you.",
    expired: "This took too long. Try again.",
    cancelled: "Sign-in was cancelled.",
    noBrowser: "No browser was found.",
    noBrowserHint:
      "You can sign in on another device instead. It shows a code to type here.",
    homes: "Your homes",
    again: "Try again",
    otherDevice: "Use another device",
  },
  view: { close: "Homes" },
};

/** The same in any language. */
export type Words = typeof en;

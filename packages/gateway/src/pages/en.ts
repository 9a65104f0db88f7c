import type { AbortReason } from "@ha-external-login/flow";

/** What the page of one reason says. */
export interface Said {
  heading: string;
  sentence: string;
  /** The heading where it is known by how much. */
  headingBy?: string;
}

/** Every word of our pages. `{home}` and the like are filled in. */
export const en = {
  /** A notification in Home Assistant itself, in Markdown. */
  notice: {
    title: "Sign-in with {app}",
    message:
      "{person} signed in with {app} through {provider}, {time}.\n\nIf that was not expected, end it: in the [profile](/profile/security) of that person under Security, delete the refresh token with this time; an administrator can deactivate the person under [Settings, People](/config/users). Then tell whoever runs {provider}.",
  },
  titles: {
    error: "Sign-in did not work",
    restarting: "One moment",
    notTrusted: "Not ready yet",
    tabCheck: "Signing in",
    signIn: "Sign in to {home}",
  },

  actions: {
    password: "Use your password",
    again: "Try again",
    now: "Try now",
    check: "Check again",
    home: "Open Home Assistant",
    start: "Start again",
    notMe: "This is not me",
    show: "Show the code",
    copy: "Copy",
    copied: "Copied",
    openApp: "Open the app",
    continueWith: "Continue with {provider}",
  },

  moments: {
    today: "today at {time}",
    earlier: "{day} at {time}",
    todayNoted: "Today, {time}",
  },

  facts: {
    app: "App",
    home: "Home",
    person: "Person",
    time: "Time",
    network: "Network",
  },

  /** About the code, before it is shown and beside it. */
  keep: {
    before:
      "Type it only on your own screen. Nobody who asks you for it is from your home.",
    shown:
      "Type it in the app on your own screen. Nobody who asks you for it is from your home.",
  },

  match: {
    asked: {
      heading: "Did you start this?",
      same: "{app} on {system} asked to sign in to {home} as {person}, {time}, same network.",
      other:
        "{app} on {system} asked to sign in to {home} as {person}, {time}, another network.",
      from: "{app} on {system}",
      warning:
        "This was asked from another network than yours. If the screen that asked is not in front of you, stop here.",
    },
    networks: {
      same: "The same as yours",
      other: "Another, not yours",
    },
    sure: {
      heading: "Is the screen that asked in front of you?",
      warning:
        "It is in another network than this browser. A code shown now lets that screen into {home} as {person}.",
    },
    device: {
      heading: "Did you open this address yourself?",
      sentence:
        "You are signed in at {provider} as {person}. This page does not know which device will use the code: whoever types it is signed in to {home} as you.",
      warning:
        "If somebody sent you here or told you to open this address, stop.",
    },
    code: {
      heading: "Your code",
      valid: "valid for {span}, until {time}",
    },
    late: {
      heading: "This code is no longer valid",
      sentence: "Go back to the app and start again.",
    },
    refused: {
      heading: "This was asked from another network",
      sentence:
        "{home} shows a code only in the network of the screen that asked. Nothing was signed in. Start again when both are in the same network.",
    },
    devices: {
      heading: "Sign in on another device",
      lead: "Sign in here, then type the code on the other device.",
    },
  },

  link: {
    heading: "Sign in to {home} as {person} in the app on this phone?",
    only: "Open the app only if you started this there.",
    late: {
      heading: "This took too long",
      sentence: "Go back to the app and try again.",
    },
    leave: {
      heading: "Opening your browser…",
      slow: "Nothing happens? {again}",
      again: "Open the app again.",
    },
  },

  reference: "Reference {reference}, {time}",

  /** In place of a provider's name, where none is known. */
  anyProvider: "External login",

  errors: {
    failed: {
      heading: "Signing in did not work.",
      sentence:
        "Nothing was changed. Try again; if it happens once more, give the reference below to whoever runs {home}.",
    },
    expired: {
      heading: "This took too long.",
      sentence: "A sign-in has to be finished within {life}. Start again.",
    },
    login_expired: {
      heading: "This took too long.",
      sentence: "Start again.",
    },
    too_many_retry: {
      heading: "Too many wrong codes.",
      sentence: "Start again.",
    },
    stopped: {
      heading: "This sign-in was stopped.",
      sentence: "Start again.",
    },
    declined: {
      heading: "Stopped.",
      sentence:
        "Nothing was signed in. If you did not start this, tell whoever runs {home}.",
    },
    used: {
      heading: "This sign-in was already used.",
      sentence: "It may be finished in another tab. If not, start again.",
    },
    elsewhere: {
      heading: "This sign-in was started in another browser.",
      sentence:
        "Go back to the browser or app in which you started, or start again here.",
    },
    clocks: {
      heading: "The clocks of {provider} and {home} do not agree.",
      headingBy: "The clocks of {provider} and {home} differ by {difference}.",
      sentence:
        "Whoever runs {home} has to set the clock. Until then your password works.",
    },
    home_clocks: {
      heading: "The clocks of Home Assistant and its gateway do not agree.",
      headingBy:
        "The clocks of Home Assistant and its gateway differ by {difference}.",
      sentence:
        "Whoever runs {home} has to set the clock. Until then your password works.",
    },
    refused: {
      heading: "{provider} did not let you in.",
      sentence:
        "You can try again, with another account if you have one, or use the password you have for {home}.",
    },
    no_access: {
      heading: "You have no access to {home} yet.",
      sentence:
        "Ask whoever runs {home} to let you in, or use another account at {provider}.",
    },
    inactive: {
      heading: "Your account at {home} is switched off.",
      sentence: "Ask whoever runs {home} to switch it on again.",
    },
    not_local: {
      heading: "You can sign in to {home} from its own network only.",
      sentence: "Try again when you are at home, or ask whoever runs {home}.",
    },
    deleted: {
      heading: "Your account at {home} was deleted.",
      sentence: "Ask whoever runs {home} whether you should have a new one.",
    },
    unreachable: {
      heading: "{provider} cannot be reached right now.",
      sentence: "Your password works as always. Or try again in a moment.",
    },
    too_long: {
      heading: "The address that brought you here is too long.",
      sentence: "Go back to where you came from and start there again.",
    },
    restarting: {
      heading: "Home Assistant is restarting.",
      sentence:
        "This page tries again by itself for a minute. After that, start again.",
    },
    ha_unreachable: {
      heading: "Home Assistant does not answer.",
      sentence:
        "It may be starting. Try again in a moment; if it stays like this, ask whoever runs {home}.",
    },
    misdirected: {
      heading: "This address does not lead to a home.",
      sentence: "Check what you typed, or ask whoever gave you the address.",
    },
  } satisfies Record<AbortReason, Said> & Record<string, Said>,

  notTrusted: {
    home: {
      heading: "Home Assistant does not trust this gateway yet",
      lead: "Until it does, nobody can log in at this address. An administrator of Home Assistant can change that:",
      open: "Open Home Assistant directly, at {address}.",
      go: "Go to {settings}, {system}, {network}, {httpServer}.",
      trust: "Under {reverseProxy}, switch on {useForwardedFor}.",
      add: "Under {trustedProxies}, add {gateway}, the address of this gateway.",
      save: "Choose {save}.",
      confirm:
        "When Home Assistant is back, choose {confirm} within five minutes. Otherwise it takes the change back.",
    },
    outside: {
      heading: "{home} is not ready yet",
      lead: "Home Assistant does not trust this gateway yet. Whoever runs {home} finds the steps by opening this page at home, or with:",
    },
    confirm: {
      heading: "Confirm the change in Home Assistant",
      warning:
        "Home Assistant trusts this gateway on trial. It takes that back at {time}.",
      lead: "Open Home Assistant as an administrator and choose {confirm} under {confirmTitle}.",
    },
  },

  tabCheck: {
    heading: "Taking you to {home}…",
    noScript:
      "{home} needs JavaScript to go on. Switch it on for this address, then start again.",
    slow: "Nothing happens? Start again",
  },

  /** Home Assistant's own words, exactly as its settings show them. */
  homeAssistant: {
    settings: "Settings",
    system: "System",
    network: "Network",
    httpServer: "HTTP server",
    reverseProxy: "Reverse proxy",
    useForwardedFor: "Trust X-Forwarded-For",
    trustedProxies: "Trusted proxies",
    save: "Save and restart",
    confirm: "Confirm",
    confirmTitle: "Confirm new HTTP server configuration",
  },
};

/** The same words in any language. */
export type Words = typeof en;

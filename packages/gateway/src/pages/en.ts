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
  titles: {
    error: "Sign-in did not work",
    restarting: "One moment",
    notTrusted: "Not ready yet",
    tabCheck: "Signing in",
  },

  actions: {
    password: "Use your password",
    again: "Try again",
    now: "Try now",
    check: "Check again",
    home: "Open Home Assistant",
    start: "Start again",
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

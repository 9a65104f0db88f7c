import type { Words } from "./en.ts";

/** German, with the "du" that Home Assistant uses. */
export const de: Words = {
  titles: {
    error: "Anmeldung fehlgeschlagen",
    restarting: "Einen Moment",
    notTrusted: "Noch nicht bereit",
    tabCheck: "Anmeldung",
  },

  actions: {
    password: "Mit Passwort anmelden",
    again: "Noch einmal versuchen",
    now: "Jetzt versuchen",
    check: "Noch einmal prüfen",
    home: "Home Assistant öffnen",
    start: "Von vorn beginnen",
  },

  reference: "Kennung {reference}, {time}",

  anyProvider: "Externe Anmeldung",

  errors: {
    broken: {
      heading: "Die Anmeldung hat nicht geklappt.",
      sentence:
        "Es wurde nichts geändert. Versuche es noch einmal. Wenn es wieder passiert, nenne die Kennung unten der Person, die {home} betreut.",
    },
    late: {
      heading: "Das hat zu lange gedauert.",
      sentence:
        "Eine Anmeldung muss innerhalb von {life} abgeschlossen sein. Beginne von vorn.",
    },
    used: {
      heading: "Diese Anmeldung wurde schon verwendet.",
      sentence:
        "Vielleicht ist sie in einem anderen Tab abgeschlossen. Wenn nicht, beginne von vorn.",
    },
    elsewhere: {
      heading: "Diese Anmeldung wurde in einem anderen Browser begonnen.",
      sentence:
        "Geh zurück zu dem Browser oder der App, in der du begonnen hast, oder beginne hier von vorn.",
    },
    clocks: {
      heading: "Die Uhren von {provider} und {home} stimmen nicht überein.",
      headingBy:
        "Die Uhren von {provider} und {home} unterscheiden sich um {difference}.",
      sentence:
        "Wer {home} betreut, muss die Uhr stellen. Bis dahin funktioniert dein Passwort.",
    },
    homeClocks: {
      heading:
        "Die Uhren von Home Assistant und seinem Gateway stimmen nicht überein.",
      headingBy:
        "Die Uhren von Home Assistant und seinem Gateway unterscheiden sich um {difference}.",
      sentence:
        "Wer {home} betreut, muss die Uhr stellen. Bis dahin funktioniert dein Passwort.",
    },
    restarting: {
      heading: "Home Assistant wird neu gestartet.",
      sentence:
        "Diese Seite versucht es eine Minute lang von selbst. Beginne danach von vorn.",
    },
    cancelled: {
      heading: "{provider} hat dich nicht hereingelassen.",
      sentence:
        "Versuche es noch einmal, vielleicht mit einem anderen Konto, oder verwende dein Passwort für {home}.",
    },
    noAccess: {
      heading: "Du hast noch keinen Zugang zu {home}.",
      sentence:
        "Bitte um Zugang bei der Person, die {home} betreut, oder verwende ein anderes Konto bei {provider}.",
    },
    inactive: {
      heading: "Dein Konto bei {home} ist ausgeschaltet.",
      sentence:
        "Bitte die Person, die {home} betreut, es wieder einzuschalten.",
    },
    notLocal: {
      heading: "Dein Konto bei {home} funktioniert nur zu Hause.",
      sentence:
        "Versuche es im Heimnetz noch einmal, oder frage die Person, die {home} betreut.",
    },
    deleted: {
      heading: "Dein Konto bei {home} wurde entfernt.",
      sentence:
        "Frage die Person, die {home} betreut, ob du ein neues bekommen sollst. Von selbst entsteht keines.",
    },
    unreachable: {
      heading: "{provider} ist gerade nicht zu erreichen.",
      sentence:
        "Dein Passwort funktioniert wie immer. Oder versuche es gleich noch einmal.",
    },
    tooLong: {
      heading: "Die Adresse, die dich hergeführt hat, ist zu lang.",
      sentence:
        "Damit kann {provider} nicht gefragt werden. Öffne {home} über die Startseite, oder verwende dein Passwort.",
    },
    misdirected: {
      heading: "Diese Adresse führt zu keinem Zuhause.",
      sentence:
        "Prüfe, was du eingegeben hast, oder frage, wer dir die Adresse gegeben hat.",
    },
    unavailable: {
      heading: "Home Assistant antwortet nicht.",
      sentence:
        "Vielleicht startet es gerade. Diese Seite versucht es von selbst wieder. Wenn es länger dauert, frage die Person, die {home} betreut.",
    },
  },

  notTrusted: {
    home: {
      heading: "Home Assistant vertraut diesem Gateway noch nicht",
      lead: "Bis dahin kann sich unter dieser Adresse niemand anmelden. Wer Home Assistant verwaltet, kann das ändern:",
      open: "Öffne Home Assistant direkt, unter {address}.",
      go: "Gehe zu {settings}, {system}, {network}, {httpServer}.",
      trust: "Schalte {useForwardedFor} unter {reverseProxy} ein.",
      add: "Trage unter {trustedProxies} die Adresse dieses Gateways ein: {gateway}.",
      save: "Wähle {save}.",
      confirm:
        "Wenn Home Assistant wieder da ist, wähle innerhalb von fünf Minuten {confirm}. Sonst nimmt es die Änderung zurück.",
    },
    outside: {
      heading: "{home} ist noch nicht bereit",
      lead: "Home Assistant vertraut diesem Gateway noch nicht. Wer {home} betreut, findet die Schritte auf dieser Seite zu Hause, oder mit:",
    },
    confirm: {
      heading: "Bestätige die Änderung in Home Assistant",
      warning:
        "Home Assistant vertraut diesem Gateway auf Probe. Um {time} nimmt es das zurück.",
      lead: "Öffne Home Assistant als Administrator und wähle {confirm} unter {confirmTitle}.",
    },
  },

  tabCheck: {
    heading: "Du wirst zu {home} gebracht …",
    noScript:
      "{home} braucht JavaScript, um weiterzumachen. Schalte es für diese Adresse ein und beginne von vorn.",
    slow: "Es passiert nichts? Von vorn beginnen",
  },

  homeAssistant: {
    settings: "Einstellungen",
    system: "System",
    network: "Netzwerk",
    httpServer: "HTTP-Server",
    reverseProxy: "Reverse-Proxy",
    useForwardedFor: "X-Forwarded-For vertrauen",
    trustedProxies: "Vertrauenswürdige Proxys",
    save: "Speichern und neu starten",
    confirm: "Bestätigen",
    confirmTitle: "Neue HTTP-Serverkonfiguration bestätigen",
  },
};

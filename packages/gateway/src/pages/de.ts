import type { Words } from "./en.ts";

/** German, with the "du" that Home Assistant uses. */
export const de: Words = {
  notice: {
    title: "Anmeldung mit {app}",
    message:
      "{person} hat sich mit {app} über {provider} angemeldet, {time}.\n\nFalls das nicht erwartet war, beende es: Lösche im [Profil](/profile/security) dieser Person unter Sicherheit das Aktualisierungstoken mit dieser Zeit; ein Administrator kann die Person unter [Einstellungen, Personen](/config/users) deaktivieren. Sag dann Bescheid, wer {provider} betreibt.",
  },
  titles: {
    error: "Anmeldung fehlgeschlagen",
    restarting: "Einen Moment",
    notTrusted: "Noch nicht bereit",
    tabCheck: "Anmeldung",
    signIn: "Bei {home} anmelden",
  },

  actions: {
    password: "Passwort verwenden",
    again: "Erneut versuchen",
    now: "Jetzt versuchen",
    check: "Erneut prüfen",
    home: "Home Assistant öffnen",
    start: "Von vorn beginnen",
    notMe: "Das bin ich nicht",
    show: "Code anzeigen",
    copy: "Kopieren",
    copied: "Kopiert",
    openApp: "App öffnen",
    continueWith: "Weiter mit {provider}",
  },

  moments: {
    today: "heute um {time}",
    earlier: "am {day} um {time}",
    todayNoted: "Heute, {time}",
  },

  facts: {
    app: "App",
    home: "Zuhause",
    person: "Person",
    time: "Zeit",
    network: "Netzwerk",
  },

  keep: {
    before:
      "Gib ihn nur auf deinem eigenen Bildschirm ein. Niemand, der dich danach fragt, gehört zu deinem Zuhause.",
    shown:
      "Gib ihn in der App auf deinem eigenen Bildschirm ein. Niemand, der dich danach fragt, gehört zu deinem Zuhause.",
  },

  match: {
    asked: {
      heading: "Hast du das begonnen?",
      same: "{app} auf {system} möchte sich bei {home} als {person} anmelden, {time}, gleiches Netzwerk.",
      other:
        "{app} auf {system} möchte sich bei {home} als {person} anmelden, {time}, anderes Netzwerk.",
      from: "{app} auf {system}",
      warning:
        "Das kam aus einem anderen Netzwerk als deinem. Wenn der Bildschirm, von dem es kam, nicht vor dir ist, brich hier ab.",
    },
    networks: {
      same: "Dasselbe wie deines",
      other: "Ein anderes, nicht deines",
    },
    sure: {
      heading: "Ist der Bildschirm, von dem das kam, vor dir?",
      warning:
        "Er ist in einem anderen Netzwerk als dieser Browser. Ein Code, der jetzt angezeigt wird, lässt diesen Bildschirm als {person} zu {home} herein.",
    },
    device: {
      heading: "Hast du diese Adresse selbst geöffnet?",
      sentence:
        "Du bist bei {provider} als {person} angemeldet. Diese Seite weiß nicht, welches Gerät den Code verwenden wird: Wer ihn eingibt, ist bei {home} in deinem Namen angemeldet.",
      warning:
        "Wenn dich jemand hierher geschickt oder aufgefordert hat, diese Adresse zu öffnen, brich ab.",
    },
    code: {
      heading: "Dein Code",
      valid: "gültig für {span}, bis {time}",
    },
    late: {
      heading: "Dieser Code ist nicht mehr gültig",
      sentence: "Gehe zurück zur App und beginne von vorn.",
    },
    refused: {
      heading: "Das kam aus einem anderen Netzwerk",
      sentence:
        "{home} zeigt einen Code nur im Netzwerk des Bildschirms an, von dem es kam. Es wurde niemand angemeldet. Beginne von vorn, wenn beide im selben Netzwerk sind.",
    },
    devices: {
      heading: "Auf einem anderen Gerät anmelden",
      lead: "Melde dich hier an und gib dann den Code auf dem anderen Gerät ein.",
    },
  },

  link: {
    heading: "Bei {home} als {person} in der App auf diesem Telefon anmelden?",
    only: "Öffne die App nur, wenn du dort begonnen hast.",
    late: {
      heading: "Das hat zu lange gedauert",
      sentence: "Gehe zurück zur App und versuche es erneut.",
    },
    leave: {
      heading: "Dein Browser wird geöffnet …",
      slow: "Es passiert nichts? {again}",
      again: "App wieder öffnen.",
    },
  },

  reference: "Referenz {reference}, {time}",

  anyProvider: "Externe Anmeldung",

  errors: {
    failed: {
      heading: "Die Anmeldung hat nicht funktioniert.",
      sentence:
        "Es wurde nichts geändert. Versuche es erneut; wenn es noch einmal passiert, gib die Referenz unten an die Person weiter, die {home} betreut.",
    },
    expired: {
      heading: "Das hat zu lange gedauert.",
      sentence:
        "Eine Anmeldung muss innerhalb von {life} abgeschlossen sein. Beginne von vorn.",
    },
    login_expired: {
      heading: "Das hat zu lange gedauert.",
      sentence: "Beginne von vorn.",
    },
    too_many_retry: {
      heading: "Zu viele falsche Codes.",
      sentence: "Beginne von vorn.",
    },
    stopped: {
      heading: "Diese Anmeldung wurde abgebrochen.",
      sentence: "Beginne von vorn.",
    },
    declined: {
      heading: "Abgebrochen.",
      sentence:
        "Es wurde niemand angemeldet. Wenn du das nicht begonnen hast, sage es der Person, die {home} betreut.",
    },
    used: {
      heading: "Diese Anmeldung wurde bereits verwendet.",
      sentence:
        "Vielleicht ist sie in einem anderen Tab abgeschlossen. Wenn nicht, beginne von vorn.",
    },
    elsewhere: {
      heading: "Diese Anmeldung wurde in einem anderen Browser begonnen.",
      sentence:
        "Gehe zurück zu dem Browser oder der App, in der du begonnen hast, oder beginne hier von vorn.",
    },
    clocks: {
      heading: "Die Uhren von {provider} und {home} stimmen nicht überein.",
      headingBy:
        "Die Uhren von {provider} und {home} weichen um {difference} ab.",
      sentence:
        "Wer {home} betreut, muss die Uhr stellen. Bis dahin funktioniert dein Passwort.",
    },
    home_clocks: {
      heading:
        "Die Uhren von Home Assistant und seinem Gateway stimmen nicht überein.",
      headingBy:
        "Die Uhren von Home Assistant und seinem Gateway weichen um {difference} ab.",
      sentence:
        "Wer {home} betreut, muss die Uhr stellen. Bis dahin funktioniert dein Passwort.",
    },
    refused: {
      heading: "{provider} hat dich nicht hereingelassen.",
      sentence:
        "Versuche es erneut, mit einem anderen Konto, falls du eines hast, oder verwende dein Passwort für {home}.",
    },
    no_access: {
      heading: "Du hast noch keinen Zugriff auf {home}.",
      sentence:
        "Bitte die Person, die {home} betreut, dich hereinzulassen, oder verwende ein anderes Konto bei {provider}.",
    },
    inactive: {
      heading: "Dein Konto bei {home} ist abgeschaltet.",
      sentence:
        "Bitte die Person, die {home} betreut, es wieder einzuschalten.",
    },
    not_local: {
      heading:
        "Du kannst dich bei {home} nur aus dem eigenen Netzwerk anmelden.",
      sentence:
        "Versuche es zu Hause erneut, oder frage die Person, die {home} betreut.",
    },
    deleted: {
      heading: "Dein Konto bei {home} wurde gelöscht.",
      sentence:
        "Frage die Person, die {home} betreut, ob du ein neues bekommen sollst.",
    },
    unreachable: {
      heading: "{provider} ist gerade nicht erreichbar.",
      sentence:
        "Dein Passwort funktioniert wie immer. Oder versuche es gleich erneut.",
    },
    too_long: {
      heading: "Die Adresse, die dich hierher gebracht hat, ist zu lang.",
      sentence:
        "Gehe dorthin zurück, woher du kommst, und beginne dort von vorn.",
    },
    restarting: {
      heading: "Home Assistant startet gerade neu.",
      sentence:
        "Diese Seite versucht es eine Minute lang von selbst. Beginne danach von vorn.",
    },
    ha_unreachable: {
      heading: "Home Assistant antwortet nicht.",
      sentence:
        "Vielleicht startet es gerade. Versuche es gleich erneut; wenn es dabei bleibt, frage die Person, die {home} betreut.",
    },
    misdirected: {
      heading: "Diese Adresse führt zu keinem Zuhause.",
      sentence:
        "Prüfe, was du eingegeben hast, oder frage, wer dir die Adresse gegeben hat.",
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

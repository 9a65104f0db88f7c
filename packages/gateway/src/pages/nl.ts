import type { Words } from "./en.ts";

/** Dutch, with the "je" that Home Assistant uses. */
export const nl: Words = {
  notice: {
    title: "Aanmelding met {app}",
    message:
      "{person} heeft zich met {app} via {provider} aangemeld, {time}.\n\nWas dat niet de bedoeling, beëindig het dan: verwijder in het [profiel](/profile/security) van die persoon onder Beveiliging het vernieuwingstoken van dit tijdstip; een beheerder kan de persoon uitschakelen onder [Instellingen, Personen](/config/users). Vertel het daarna aan wie {provider} beheert.",
  },
  titles: {
    error: "Aanmelden is niet gelukt",
    restarting: "Een ogenblik",
    notTrusted: "Nog niet klaar",
    tabCheck: "Aanmelden",
    signIn: "Aanmelden bij {home}",
  },

  actions: {
    password: "Je wachtwoord gebruiken",
    again: "Opnieuw proberen",
    now: "Nu proberen",
    check: "Opnieuw controleren",
    home: "Home Assistant openen",
    start: "Opnieuw beginnen",
    notMe: "Dit ben ik niet",
    show: "De code tonen",
    copy: "Kopiëren",
    copied: "Gekopieerd",
    openApp: "De app openen",
    continueWith: "Doorgaan met {provider}",
  },

  moments: {
    today: "vandaag om {time}",
    earlier: "op {day} om {time}",
    todayNoted: "Vandaag, {time}",
  },

  facts: {
    app: "App",
    home: "Huis",
    person: "Persoon",
    time: "Tijd",
    network: "Netwerk",
  },

  keep: {
    before:
      "Typ hem alleen op je eigen scherm. Niemand die je erom vraagt, hoort bij je huis.",
    shown:
      "Typ hem in de app op je eigen scherm. Niemand die je erom vraagt, hoort bij je huis.",
  },

  match: {
    asked: {
      heading: "Ben jij hiermee begonnen?",
      same: "{app} op {system} wil zich bij {home} aanmelden als {person}, {time}, hetzelfde netwerk.",
      other:
        "{app} op {system} wil zich bij {home} aanmelden als {person}, {time}, een ander netwerk.",
      from: "{app} op {system}",
      warning:
        "Dit kwam van een ander netwerk dan het jouwe. Als het scherm dat erom vroeg niet voor je staat, stop dan hier.",
    },
    networks: {
      same: "Hetzelfde als het jouwe",
      other: "Een ander, niet het jouwe",
    },
    sure: {
      heading: "Staat het scherm dat erom vroeg voor je?",
      warning:
        "Het zit in een ander netwerk dan deze browser. Een code die nu wordt getoond, laat dat scherm binnen bij {home} als {person}.",
    },
    device: {
      heading: "Heb je dit adres zelf geopend?",
      sentence:
        "Je bent bij {provider} aangemeld als {person}. Deze pagina weet niet welk apparaat de code gaat gebruiken: wie hem typt, is bij {home} onder jouw naam aangemeld.",
      warning:
        "Als iemand je hierheen heeft gestuurd of je heeft gezegd dit adres te openen, stop dan.",
    },
    code: {
      heading: "Je code",
      valid: "geldig gedurende {span}, tot {time}",
    },
    late: {
      heading: "Deze code is niet meer geldig",
      sentence: "Ga terug naar de app en begin opnieuw.",
    },
    refused: {
      heading: "Dit kwam van een ander netwerk",
      sentence:
        "{home} toont een code alleen in het netwerk van het scherm dat erom vroeg. Er is niemand aangemeld. Begin opnieuw als beide in hetzelfde netwerk zitten.",
    },
    devices: {
      heading: "Aanmelden op een ander apparaat",
      lead: "Meld je hier aan en typ daarna de code op het andere apparaat.",
    },
  },

  link: {
    heading: "Aanmelden bij {home} als {person} in de app op deze telefoon?",
    only: "Open de app alleen als je daar begonnen bent.",
    late: {
      heading: "Dit duurde te lang",
      sentence: "Ga terug naar de app en probeer het opnieuw.",
    },
    leave: {
      heading: "Je browser wordt geopend…",
      slow: "Gebeurt er niets? {again}",
      again: "De app weer openen.",
    },
  },

  reference: "Referentie {reference}, {time}",

  anyProvider: "Extern aanmelden",

  errors: {
    failed: {
      heading: "Aanmelden is niet gelukt.",
      sentence:
        "Er is niets veranderd. Probeer het opnieuw; als het nog eens gebeurt, geef dan de referentie hieronder aan wie {home} beheert.",
    },
    expired: {
      heading: "Dit duurde te lang.",
      sentence: "Aanmelden moet binnen {life} klaar zijn. Begin opnieuw.",
    },
    login_expired: {
      heading: "Dit duurde te lang.",
      sentence: "Begin opnieuw.",
    },
    too_many_retry: {
      heading: "Te veel verkeerde codes.",
      sentence: "Begin opnieuw.",
    },
    stopped: {
      heading: "Deze aanmelding is gestopt.",
      sentence: "Begin opnieuw.",
    },
    declined: {
      heading: "Gestopt.",
      sentence:
        "Er is niemand aangemeld. Als jij hiermee niet begonnen bent, zeg het dan tegen wie {home} beheert.",
    },
    used: {
      heading: "Deze aanmelding is al gebruikt.",
      sentence:
        "Misschien is ze in een ander tabblad afgerond. Zo niet, begin dan opnieuw.",
    },
    elsewhere: {
      heading: "Deze aanmelding is in een andere browser begonnen.",
      sentence:
        "Ga terug naar de browser of app waarin je begonnen bent, of begin hier opnieuw.",
    },
    clocks: {
      heading: "De klokken van {provider} en {home} lopen niet gelijk.",
      headingBy:
        "De klokken van {provider} en {home} verschillen {difference}.",
      sentence:
        "Wie {home} beheert, moet de klok gelijkzetten. Tot dan werkt je wachtwoord.",
    },
    home_clocks: {
      heading:
        "De klokken van Home Assistant en zijn gateway lopen niet gelijk.",
      headingBy:
        "De klokken van Home Assistant en zijn gateway verschillen {difference}.",
      sentence:
        "Wie {home} beheert, moet de klok gelijkzetten. Tot dan werkt je wachtwoord.",
    },
    refused: {
      heading: "{provider} heeft je niet binnengelaten.",
      sentence:
        "Je kunt het opnieuw proberen, met een ander account als je dat hebt, of je wachtwoord voor {home} gebruiken.",
    },
    no_access: {
      heading: "Je hebt nog geen toegang tot {home}.",
      sentence:
        "Vraag wie {home} beheert om je binnen te laten, of gebruik een ander account bij {provider}.",
    },
    inactive: {
      heading: "Je account bij {home} is uitgeschakeld.",
      sentence: "Vraag wie {home} beheert om het weer in te schakelen.",
    },
    not_local: {
      heading:
        "Je kunt je bij {home} alleen vanuit het eigen netwerk aanmelden.",
      sentence:
        "Probeer het thuis opnieuw, of vraag het aan wie {home} beheert.",
    },
    deleted: {
      heading: "Je account bij {home} is verwijderd.",
      sentence: "Vraag wie {home} beheert of je een nieuw account krijgt.",
    },
    unreachable: {
      heading: "{provider} is op dit moment niet bereikbaar.",
      sentence:
        "Je wachtwoord werkt zoals altijd. Of probeer het zo meteen opnieuw.",
    },
    too_long: {
      heading: "Het adres dat je hierheen bracht, is te lang.",
      sentence: "Ga terug naar waar je vandaan kwam en begin daar opnieuw.",
    },
    restarting: {
      heading: "Home Assistant start opnieuw op.",
      sentence:
        "Deze pagina probeert het een minuut lang vanzelf opnieuw. Begin daarna opnieuw.",
    },
    ha_unreachable: {
      heading: "Home Assistant antwoordt niet.",
      sentence:
        "Misschien start het op. Probeer het zo meteen opnieuw; als het zo blijft, vraag het dan aan wie {home} beheert.",
    },
    misdirected: {
      heading: "Dit adres leidt niet naar een huis.",
      sentence:
        "Controleer wat je hebt getypt, of vraag het aan wie je het adres heeft gegeven.",
    },
  },

  notTrusted: {
    home: {
      heading: "Home Assistant vertrouwt deze gateway nog niet",
      lead: "Tot dan kan niemand zich op dit adres aanmelden. Een beheerder van Home Assistant kan dat veranderen:",
      open: "Open Home Assistant rechtstreeks, op {address}.",
      go: "Ga naar {settings}, {system}, {network}, {httpServer}.",
      trust: "Schakel onder {reverseProxy} {useForwardedFor} in.",
      add: "Voeg onder {trustedProxies} {gateway} toe, het adres van deze gateway.",
      save: "Kies {save}.",
      confirm:
        "Kies binnen vijf minuten {confirm} als Home Assistant terug is. Anders maakt het de wijziging ongedaan.",
    },
    outside: {
      heading: "{home} is nog niet klaar",
      lead: "Home Assistant vertrouwt deze gateway nog niet. Wie {home} beheert, vindt de stappen door deze pagina thuis te openen, of met:",
    },
    confirm: {
      heading: "Bevestig de wijziging in Home Assistant",
      warning:
        "Home Assistant vertrouwt deze gateway op proef. Om {time} maakt het dat ongedaan.",
      lead: "Open Home Assistant als beheerder en kies {confirm} onder {confirmTitle}.",
    },
  },

  tabCheck: {
    heading: "Je wordt naar {home} gebracht…",
    noScript:
      "{home} heeft JavaScript nodig om door te gaan. Schakel het in voor dit adres en begin opnieuw.",
    slow: "Gebeurt er niets? Opnieuw beginnen",
  },

  homeAssistant: {
    settings: "Instellingen",
    system: "Systeem",
    network: "Netwerk",
    httpServer: "HTTP-server",
    reverseProxy: "Reverse proxy",
    useForwardedFor: "X-Forwarded-For vertrouwen",
    trustedProxies: "Vertrouwde proxy’s",
    save: "Bewaar en herstart",
    confirm: "Bevestigen",
    confirmTitle: "Bevestig de nieuwe HTTP-serverconfiguratie",
  },
};

import type { Words } from "./en.ts";

export const nl: Words = {
  homes: {
    title: "Je huizen",
    add: "Huis toevoegen",
    empty: "Hier is nog geen huis.",
    emptyHint: "Je hebt het adres nodig waarop je Home Assistant opent.",
    in: "Ingelogd",
    out: "Uitgelogd",
    waiting: "Wachten op je browser.",
    about: "Over {home}",
    removed: "{home} is verwijderd.",
    undo: "Ongedaan maken",
    offline: "Je bent offline.",
    offlineHint: "Een huis in je eigen netwerk kan toch antwoorden.",
    back: "Terug naar je huizen",
  },
  add: {
    title: "Huis toevoegen",
    address: "Adres van je huis",
    hint: "Bijvoorbeeld home.example.org",
    add: "Huis toevoegen",
    scan: "Code scannen",
    cancel: "Annuleren",
    again: "Opnieuw proberen",
    looking: "Zoeken naar Home Assistant…",
  },
  problems: {
    no_address: "Dit is geen adres.",
    not_https:
      "Deze app logt alleen in via https. Gebruik het beveiligde adres van je huis.",
    nothing:
      "Er is geen Home Assistant op dit adres, of het gaf geen antwoord.",
    untrusted: "Deze telefoon vertrouwt het certificaat van dit adres niet.",
    no_external:
      "Dit is een Home Assistant, maar zonder externe login voor deze app.",
    no_code: "Er staat geen adres op deze foto.",
  },
  hints: {
    no_address: "Gebruik het adres waarop je Home Assistant opent.",
    nothing: "Controleer de spelling, en of je in het juiste netwerk zit.",
    untrusted:
      "Vraag wie dit huis beheert om een adres met een certificaat dat telefoons vertrouwen.",
    no_external:
      "Vraag het wie dit huis beheert, of gebruik tot die tijd de Home Assistant-app.",
    no_code: "Houd de telefoon dichterbij, of typ het adres.",
  },
  asked: {
    title: "{host} toevoegen aan je huizen?",
    link: "Een link vroeg hierom. Voeg het alleen toe als je dit adres kent.",
    code: "De gescande code vroeg hierom. Voeg het alleen toe als je dit adres kent.",
    lead: "Je wordt gevraagd om daar in te loggen. Daarvoor wordt niets verstuurd.",
    no: "Niet toevoegen",
    yes: "Toevoegen",
  },
  found: {
    address: "Adres",
    connection: "Verbinding",
    secure: "Veilig. Deze telefoon vertrouwt het certificaat.",
    loopback: "Niet versleuteld. Ze blijft op deze computer.",
    signIn: "Inloggen met",
    name: "Naam in deze app",
  },
  home: {
    open: "Openen",
    signIn: "Inloggen met {provider}",
    password: "Wachtwoord gebruiken",
    signOut: "Uitloggen",
    signOutHint: "Opent je profiel in Home Assistant. Kies daar Uitloggen.",
    remove: "Uit deze app verwijderen",
    removeHint: "Hiermee log je niet uit.",
  },
  signIn: {
    title: "Inloggen",
    starting: "Je browser wordt geopend…",
    away: "Wachten op je browser.",
    awayHint: "Rond het inloggen daar af en kom dan hier terug.",
    finishing: "Bijna klaar…",
    opening: "{home} wordt geopend…",
    closed: "Heb je het inloggen afgerond?",
    closedHint: "Doorgaan opent je browser waar je gebleven was.",
    other: "Stoppen met inloggen bij {home}?",
    otherHint:
      "Je bent daar nog niet klaar. Inloggen bij {other} beëindigt het.",
    stay: "Bij {home} blijven",
    change: "Inloggen bij {other}",
    continue: "Doorgaan",
    cancel: "Annuleren",
  },
  settled: {
    unreachable: "{home} gaf geen antwoord. Probeer het opnieuw.",
    unreachableHint:
      "Controleer of je online bent. Sommige huizen antwoorden alleen in hun eigen netwerk.",
    refused: "{provider} liet je niet binnen.",
    refusedHint:
      "Er is niets ingelogd. Vraag het wie {home} beheert als dit je verrast.",
    expired: "Dit duurde te lang. Probeer het opnieuw.",
    cancelled: "Het inloggen is geannuleerd.",
    noBrowser: "Er is geen browser gevonden.",
    noBrowserHint:
      "Je kunt in plaats daarvan op een ander apparaat inloggen. Dat toont een code om hier te typen.",
    homes: "Je huizen",
    again: "Opnieuw proberen",
    otherDevice: "Ander apparaat gebruiken",
  },
  view: { close: "Huizen" },
};

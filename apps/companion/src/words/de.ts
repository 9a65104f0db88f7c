import type { Words } from "./en.ts";

export const de: Words = {
  homes: {
    title: "Deine Häuser",
    add: "Haus hinzufügen",
    empty: "Hier ist noch kein Haus.",
    emptyHint:
      "Du brauchst die Adresse, unter der du dein Home Assistant öffnest.",
    in: "Angemeldet",
    out: "Abgemeldet",
    waiting: "Warten auf deinen Browser.",
    about: "Über {home}",
    removed: "{home} wurde entfernt.",
    undo: "Rückgängig",
    offline: "Du bist offline.",
    offlineHint: "Im eigenen Netz kann ein Haus trotzdem antworten.",
    back: "Zurück zu deinen Häusern",
  },
  add: {
    title: "Haus hinzufügen",
    address: "Adresse deines Hauses",
    hint: "Zum Beispiel home.example.org",
    add: "Hinzufügen",
    scan: "Code scannen",
    cancel: "Abbrechen",
    again: "Erneut versuchen",
    looking: "Home Assistant wird gesucht…",
  },
  problems: {
    no_address: "Das ist keine Adresse.",
    not_https:
      "Diese App meldet dich nur über https an. Verwende die sichere Adresse deines Hauses.",
    nothing:
      "Unter dieser Adresse ist kein Home Assistant, oder es hat nicht geantwortet.",
    untrusted: "Dieses Telefon vertraut dem Zertifikat dieser Adresse nicht.",
    no_external:
      "Das ist ein Home Assistant, aber ohne externe Anmeldung, die diese App braucht.",
    no_code: "In diesem Bild ist keine Adresse.",
  },
  hints: {
    no_address: "Verwende die, unter der du dein Home Assistant öffnest.",
    nothing: "Prüfe die Schreibweise, und ob du im richtigen Netz bist.",
    untrusted:
      "Frag, wer dieses Haus betreut, nach einer Adresse mit einem Zertifikat, dem Telefone vertrauen.",
    no_external:
      "Frag, wer dieses Haus betreut, oder verwende bis dahin die Home-Assistant-App.",
    no_code: "Halte das Telefon näher heran, oder tippe die Adresse ein.",
  },
  asked: {
    title: "{host} zu deinen Haus hinzufügen?",
    link: "Ein Link hat darum gebeten. Füge es nur hinzu, wenn du diese Adresse kennst.",
    code: "Der gescannte Code hat darum gebeten. Füge es nur hinzu, wenn du diese Adresse kennst.",
    lead: "Du wirst dort nach deiner Anmeldung gefragt. Vorher wird nichts gesendet.",
    no: "Nicht hinzufügen",
    yes: "Hinzufügen",
  },
  found: {
    address: "Adresse",
    connection: "Verbindung",
    secure: "Sicher. Dieses Telefon vertraut dem Zertifikat.",
    loopback: "Nicht verschlüsselt. Sie bleibt auf diesem Computer.",
    signIn: "Anmelden mit",
    name: "Name in dieser App",
  },
  home: {
    open: "Öffnen",
    signIn: "Mit {provider} anmelden",
    password: "Passwort verwenden",
    signOut: "Abmelden",
    signOutHint: "Öffnet dein Profil in Home Assistant. Wähle dort Abmelden.",
    remove: "Aus dieser App entfernen",
    removeHint: "Das meldet dich nicht ab.",
  },
  signIn: {
    title: "Anmeldung",
    starting: "Dein Browser wird geöffnet…",
    away: "Warten auf deinen Browser.",
    awayHint: "Schließe die Anmeldung dort ab und komm dann hierher zurück.",
    finishing: "Fast geschafft…",
    opening: "{home} wird geöffnet…",
    closed: "Hast du die Anmeldung abgeschlossen?",
    closedHint: "Fortfahren öffnet deinen Browser dort, wo du warst.",
    other: "Anmeldung bei {home} beenden?",
    otherHint:
      "Du bist dort noch nicht fertig. Die Anmeldung bei {other} beendet sie.",
    stay: "Bei {home} bleiben",
    change: "Bei {other} anmelden",
    continue: "Fortfahren",
    cancel: "Abbrechen",
  },
  settled: {
    unreachable: "{home} hat nicht geantwortet. Versuche es erneut.",
    unreachableHint:
      "Prüfe, ob du online bist. Manche Häuser antworten nur im eigenen Netz.",
    refused: "{provider} hat dich nicht hereingelassen.",
    refusedHint:
      "Niemand wurde angemeldet. Frag, wer {home} betreut, wenn dich das überrascht.",
    expired: "Das hat zu lange gedauert. Versuche es erneut.",
    cancelled: "Die Anmeldung wurde abgebrochen.",
    noBrowser: "Es wurde kein Browser gefunden.",
    noBrowserHint:
      "Du kannst dich stattdessen auf einem anderen Gerät anmelden. Es zeigt einen Code, den du hier eintippst.",
    homes: "Deine Häuser",
    again: "Erneut versuchen",
    otherDevice: "Anderes Gerät verwenden",
  },
  view: { close: "Häuser" },
};

import type { Words } from "./en.ts";

export const fr: Words = {
  homes: {
    title: "Vos maisons",
    add: "Ajouter une maison",
    empty: "Il n’y a pas encore de maison ici.",
    emptyHint:
      "Il vous faut l’adresse à laquelle vous ouvrez votre Home Assistant.",
    in: "Connecté",
    out: "Déconnecté",
    waiting: "En attente de votre navigateur.",
    about: "À propos de {home}",
    removed: "{home} a été retirée.",
    undo: "Annuler",
    offline: "Vous êtes hors ligne.",
    offlineHint: "Une maison de votre propre réseau peut quand même répondre.",
    back: "Retour à vos maisons",
  },
  add: {
    title: "Ajouter une maison",
    address: "Adresse de votre maison",
    hint: "Par exemple home.example.org",
    add: "Ajouter une maison",
    scan: "Scanner un code",
    cancel: "Annuler",
    again: "Réessayer",
    looking: "Recherche de Home Assistant…",
  },
  problems: {
    no_address: "Ce n’est pas une adresse.",
    not_https:
      "Cette application ne connecte qu’en https. Utilisez l’adresse sécurisée de votre maison.",
    nothing:
      "Il n’y a pas de Home Assistant à cette adresse, ou il n’a pas répondu.",
    untrusted:
      "Ce téléphone ne fait pas confiance au certificat de cette adresse.",
    no_external:
      "C’est un Home Assistant, mais sans connexion externe pour cette application.",
    no_code: "Il n’y a pas d’adresse sur cette image.",
  },
  hints: {
    no_address: "Utilisez celle à laquelle vous ouvrez votre Home Assistant.",
    nothing: "Vérifiez l’orthographe, et si vous êtes sur le bon réseau.",
    untrusted:
      "Demandez à la personne qui gère cette maison une adresse dont le certificat est reconnu par les téléphones.",
    no_external:
      "Demandez à la personne qui gère cette maison, ou utilisez d’ici là l’application Home Assistant.",
    no_code: "Approchez le téléphone, ou saisissez l’adresse.",
  },
  asked: {
    title: "Ajouter {host} à vos maisons ?",
    link: "Un lien l’a demandé. Ne l’ajoutez que si vous connaissez cette adresse.",
    code: "Le code scanné l’a demandé. Ne l’ajoutez que si vous connaissez cette adresse.",
    lead: "Il vous sera demandé de vous y connecter. Rien n’est envoyé avant.",
    no: "Ne pas ajouter",
    yes: "Ajouter",
  },
  found: {
    address: "Adresse",
    connection: "Connexion",
    secure: "Sécurisée. Ce téléphone fait confiance au certificat.",
    loopback: "Non chiffrée. Elle reste sur cet ordinateur.",
    signIn: "Se connecter avec",
    name: "Nom dans cette application",
  },
  home: {
    open: "Ouvrir",
    signIn: "Se connecter avec {provider}",
    password: "Utiliser votre mot de passe",
    signOut: "Se déconnecter",
    signOutHint:
      "Ouvre votre profil dans Home Assistant. Choisissez-y Se déconnecter.",
    remove: "Retirer de cette application",
    removeHint: "Cela ne vous déconnecte pas.",
  },
  signIn: {
    title: "Connexion",
    starting: "Ouverture de votre navigateur…",
    away: "En attente de votre navigateur.",
    awayHint: "Terminez-y la connexion, puis revenez ici.",
    finishing: "Presque terminé…",
    opening: "Ouverture de {home}…",
    closed: "Avez-vous terminé la connexion ?",
    closedHint: "Continuer rouvre votre navigateur là où vous étiez.",
    other: "Arrêter la connexion à {home} ?",
    otherHint: "Vous n’y avez pas terminé. Se connecter à {other} y met fin.",
    stay: "Rester avec {home}",
    change: "Se connecter à {other}",
    continue: "Continuer",
    cancel: "Annuler",
  },
  settled: {
    unreachable: "{home} n’a pas répondu. Réessayez.",
    unreachableHint:
      "Vérifiez que vous êtes en ligne. Certaines maisons ne répondent que sur leur propre réseau.",
    refused: "{provider} ne vous a pas laissé entrer.",
    refusedHint:
      "Personne n’a été connecté. Demandez à la personne qui gère {home} si cela vous surprend.",
    expired: "Cela a pris trop de temps. Réessayez.",
    cancelled: "La connexion a été annulée.",
    noBrowser: "Aucun navigateur n’a été trouvé.",
    noBrowserHint:
      "Vous pouvez vous connecter sur un autre appareil. Il affiche un code à saisir ici.",
    homes: "Vos maisons",
    again: "Réessayer",
    otherDevice: "Utiliser un autre appareil",
  },
  view: { close: "Maisons" },
};

import type { Words } from "./en.ts";

/** French, with the "vous" that Home Assistant uses. */
export const fr: Words = {
  notice: {
    title: "Connexion avec {app}",
    message:
      "{person} s’est connecté avec {app} via {provider}, {time}.\n\nSi ce n’était pas prévu, mettez-y fin : dans le [profil](/profile/security) de cette personne, sous Sécurité, supprimez le jeton d’actualisation de cette heure ; un administrateur peut désactiver la personne sous [Paramètres, Personnes](/config/users). Prévenez ensuite le responsable de {provider}.",
  },
  titles: {
    error: "La connexion n’a pas fonctionné",
    restarting: "Un instant",
    notTrusted: "Pas encore prêt",
    tabCheck: "Connexion",
    signIn: "Se connecter à {home}",
  },

  actions: {
    password: "Utiliser votre mot de passe",
    again: "Réessayer",
    now: "Essayer maintenant",
    check: "Vérifier à nouveau",
    home: "Ouvrir Home Assistant",
    start: "Recommencer",
    notMe: "Ce n’est pas moi",
    show: "Afficher le code",
    copy: "Copier",
    copied: "Copié",
    openApp: "Ouvrir l’application",
    continueWith: "Continuer avec {provider}",
  },

  moments: {
    today: "aujourd’hui à {time}",
    earlier: "le {day} à {time}",
    todayNoted: "Aujourd’hui, {time}",
  },

  facts: {
    app: "Application",
    home: "Maison",
    person: "Personne",
    time: "Heure",
    network: "Réseau",
  },

  keep: {
    before:
      "Ne le saisissez que sur votre propre écran. Aucune personne qui vous le demande ne vient de votre maison.",
    shown:
      "Saisissez-le dans l’application, sur votre propre écran. Aucune personne qui vous le demande ne vient de votre maison.",
  },

  match: {
    asked: {
      heading: "Est-ce vous qui avez commencé ceci\u00a0?",
      same: "{app} sur {system} a demandé à se connecter à {home} en tant que {person}, {time}, même réseau.",
      other:
        "{app} sur {system} a demandé à se connecter à {home} en tant que {person}, {time}, autre réseau.",
      from: "{app} sur {system}",
      warning:
        "Cette demande vient d’un autre réseau que le vôtre. Si l’écran qui a fait la demande n’est pas devant vous, arrêtez-vous ici.",
    },
    networks: {
      same: "Le même que le vôtre",
      other: "Un autre que le vôtre",
    },
    sure: {
      heading: "L’écran qui a fait la demande est-il devant vous\u00a0?",
      warning:
        "Il est dans un autre réseau que ce navigateur. Un code affiché maintenant laisse cet écran entrer dans {home} en tant que {person}.",
    },
    device: {
      heading: "Avez-vous ouvert cette adresse vous-même\u00a0?",
      sentence:
        "Vous êtes connecté chez {provider} en tant que {person}. Cette page ne sait pas quel appareil utilisera le code\u00a0: la personne qui le saisit est connectée à {home} à votre place.",
      warning:
        "Si quelqu’un vous a envoyé ici ou vous a dit d’ouvrir cette adresse, arrêtez-vous.",
    },
    code: {
      heading: "Votre code",
      valid: "valable {span}, jusqu’à {time}",
    },
    late: {
      heading: "Ce code n’est plus valable",
      sentence: "Retournez dans l’application et recommencez.",
    },
    refused: {
      heading: "Cette demande vient d’un autre réseau",
      sentence:
        "{home} n’affiche un code que dans le réseau de l’écran qui a fait la demande. Personne n’a été connecté. Recommencez lorsque les deux sont dans le même réseau.",
    },
    devices: {
      heading: "Se connecter sur un autre appareil",
      lead: "Connectez-vous ici, puis saisissez le code sur l’autre appareil.",
    },
  },

  link: {
    heading:
      "Se connecter à {home} en tant que {person} dans l’application de ce téléphone\u00a0?",
    only: "N’ouvrez l’application que si vous avez commencé là-bas.",
    late: {
      heading: "Cela a pris trop de temps",
      sentence: "Retournez dans l’application et réessayez.",
    },
    leave: {
      heading: "Ouverture de votre navigateur…",
      slow: "Rien ne se passe\u00a0? {again}",
      again: "Rouvrir l’application.",
    },
  },

  reference: "Référence {reference}, {time}",

  anyProvider: "Connexion externe",

  errors: {
    failed: {
      heading: "La connexion n’a pas fonctionné.",
      sentence:
        "Rien n’a été modifié. Réessayez\u00a0; si cela se reproduit, donnez la référence ci-dessous à la personne qui gère {home}.",
    },
    expired: {
      heading: "Cela a pris trop de temps.",
      sentence: "Une connexion doit être terminée en {life}. Recommencez.",
    },
    login_expired: {
      heading: "Cela a pris trop de temps.",
      sentence: "Recommencez.",
    },
    too_many_retry: {
      heading: "Trop de codes erronés.",
      sentence: "Recommencez.",
    },
    stopped: {
      heading: "Cette connexion a été arrêtée.",
      sentence: "Recommencez.",
    },
    declined: {
      heading: "Arrêté.",
      sentence:
        "Personne n’a été connecté. Si ce n’est pas vous qui avez commencé ceci, prévenez la personne qui gère {home}.",
    },
    used: {
      heading: "Cette connexion a déjà été utilisée.",
      sentence:
        "Elle est peut-être terminée dans un autre onglet. Sinon, recommencez.",
    },
    elsewhere: {
      heading: "Cette connexion a été commencée dans un autre navigateur.",
      sentence:
        "Retournez dans le navigateur ou l’application où vous avez commencé, ou recommencez ici.",
    },
    clocks: {
      heading: "Les horloges de {provider} et de {home} ne concordent pas.",
      headingBy:
        "Les horloges de {provider} et de {home} ont {difference} d’écart.",
      sentence:
        "La personne qui gère {home} doit régler l’horloge. En attendant, votre mot de passe fonctionne.",
    },
    home_clocks: {
      heading:
        "Les horloges de Home Assistant et de sa passerelle ne concordent pas.",
      headingBy:
        "Les horloges de Home Assistant et de sa passerelle ont {difference} d’écart.",
      sentence:
        "La personne qui gère {home} doit régler l’horloge. En attendant, votre mot de passe fonctionne.",
    },
    refused: {
      heading: "{provider} ne vous a pas laissé entrer.",
      sentence:
        "Vous pouvez réessayer, avec un autre compte si vous en avez un, ou utiliser votre mot de passe pour {home}.",
    },
    no_access: {
      heading: "Vous n’avez pas encore accès à {home}.",
      sentence:
        "Demandez à la personne qui gère {home} de vous laisser entrer, ou utilisez un autre compte chez {provider}.",
    },
    inactive: {
      heading: "Votre compte chez {home} est désactivé.",
      sentence: "Demandez à la personne qui gère {home} de le réactiver.",
    },
    not_local: {
      heading:
        "Vous ne pouvez vous connecter à {home} que depuis son propre réseau.",
      sentence:
        "Réessayez à la maison, ou demandez à la personne qui gère {home}.",
    },
    deleted: {
      heading: "Votre compte chez {home} a été supprimé.",
      sentence:
        "Demandez à la personne qui gère {home} si vous devez en recevoir un nouveau.",
    },
    unreachable: {
      heading: "{provider} est injoignable pour le moment.",
      sentence:
        "Votre mot de passe fonctionne comme toujours. Ou réessayez dans un instant.",
    },
    too_long: {
      heading: "L’adresse qui vous a amené ici est trop longue.",
      sentence: "Retournez d’où vous venez et recommencez là-bas.",
    },
    restarting: {
      heading: "Home Assistant redémarre.",
      sentence:
        "Cette page réessaie d’elle-même pendant une minute. Ensuite, recommencez.",
    },
    ha_unreachable: {
      heading: "Home Assistant ne répond pas.",
      sentence:
        "Il est peut-être en train de démarrer. Réessayez dans un instant\u00a0; si cela dure, demandez à la personne qui gère {home}.",
    },
    misdirected: {
      heading: "Cette adresse ne mène à aucune maison.",
      sentence:
        "Vérifiez ce que vous avez saisi, ou demandez à la personne qui vous a donné l’adresse.",
    },
  },

  notTrusted: {
    home: {
      heading: "Home Assistant ne fait pas encore confiance à cette passerelle",
      lead: "En attendant, personne ne peut se connecter à cette adresse. Un administrateur de Home Assistant peut changer cela\u00a0:",
      open: "Ouvrez Home Assistant directement, à l’adresse {address}.",
      go: "Allez dans {settings}, {system}, {network}, {httpServer}.",
      trust: "Sous {reverseProxy}, activez {useForwardedFor}.",
      add: "Sous {trustedProxies}, ajoutez {gateway}, l’adresse de cette passerelle.",
      save: "Choisissez {save}.",
      confirm:
        "Quand Home Assistant est de retour, choisissez {confirm} dans les cinq minutes. Sinon, il annule le changement.",
    },
    outside: {
      heading: "{home} n’est pas encore prêt",
      lead: "Home Assistant ne fait pas encore confiance à cette passerelle. La personne qui gère {home} trouve les étapes en ouvrant cette page à la maison, ou avec\u00a0:",
    },
    confirm: {
      heading: "Confirmez le changement dans Home Assistant",
      warning:
        "Home Assistant fait confiance à cette passerelle à l’essai. Il la lui retire à {time}.",
      lead: "Ouvrez Home Assistant en tant qu’administrateur et choisissez {confirm} sous {confirmTitle}.",
    },
  },

  tabCheck: {
    heading: "En route vers {home}…",
    noScript:
      "{home} a besoin de JavaScript pour continuer. Activez-le pour cette adresse, puis recommencez.",
    slow: "Rien ne se passe\u00a0? Recommencer",
  },

  homeAssistant: {
    settings: "Paramètres",
    system: "Système",
    network: "Réseau",
    httpServer: "Serveur HTTP",
    reverseProxy: "Proxy inverse",
    useForwardedFor: "Faire confiance à X-Forwarded-For",
    trustedProxies: "Proxies de confiance",
    save: "Enregistrer et redémarrer",
    confirm: "Confirmer",
    confirmTitle: "Confirmer la nouvelle configuration du serveur HTTP",
  },
};

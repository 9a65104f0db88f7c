import type { Words } from "./en.ts";

/** Spanish, with the "tú" that Home Assistant uses. */
export const es: Words = {
  notice: {
    title: "Inicio de sesión con {app}",
    message:
      "{person} ha iniciado sesión con {app} mediante {provider}, {time}.\n\nSi no se esperaba, termínalo: en el [perfil](/profile/security) de esa persona, en Seguridad, borra el token de actualización de esa hora; un administrador puede desactivar a la persona en [Ajustes, Personas](/config/users). Después avisa a quien administra {provider}.",
  },
  titles: {
    error: "El inicio de sesión no funcionó",
    restarting: "Un momento",
    notTrusted: "Aún no está listo",
    tabCheck: "Iniciando sesión",
    signIn: "Iniciar sesión en {home}",
  },

  actions: {
    password: "Usar tu contraseña",
    again: "Reintentar",
    now: "Probar ahora",
    check: "Comprobar de nuevo",
    home: "Abrir Home Assistant",
    start: "Empezar de nuevo",
    notMe: "No soy yo",
    show: "Mostrar el código",
    copy: "Copiar",
    copied: "Copiado",
    openApp: "Abrir la aplicación",
    continueWith: "Continuar con {provider}",
  },

  moments: {
    today: "hoy a las {time}",
    earlier: "el {day} a las {time}",
    todayNoted: "Hoy, {time}",
  },

  facts: {
    app: "Aplicación",
    home: "Casa",
    person: "Persona",
    time: "Hora",
    network: "Red",
  },

  keep: {
    before:
      "Escríbelo solo en tu propia pantalla. Nadie que te lo pida es de tu casa.",
    shown:
      "Escríbelo en la aplicación, en tu propia pantalla. Nadie que te lo pida es de tu casa.",
  },

  match: {
    asked: {
      heading: "¿Empezaste tú esto?",
      same: "{app} en {system} pidió iniciar sesión en {home} como {person}, {time}, misma red.",
      other:
        "{app} en {system} pidió iniciar sesión en {home} como {person}, {time}, otra red.",
      from: "{app} en {system}",
      warning:
        "Esto se pidió desde otra red distinta de la tuya. Si la pantalla que lo pidió no está delante de ti, detente aquí.",
    },
    networks: {
      same: "La misma que la tuya",
      other: "Otra, no la tuya",
    },
    sure: {
      heading: "¿Está delante de ti la pantalla que lo pidió?",
      warning:
        "Está en otra red distinta de la de este navegador. Un código mostrado ahora deja entrar a esa pantalla en {home} como {person}.",
    },
    device: {
      heading: "¿Abriste tú esta dirección?",
      sentence:
        "Has iniciado sesión en {provider} como {person}. Esta página no sabe qué dispositivo usará el código: quien lo escriba inicia sesión en {home} en tu nombre.",
      warning:
        "Si alguien te envió aquí o te dijo que abrieras esta dirección, detente.",
    },
    code: {
      heading: "Tu código",
      valid: "válido durante {span}, hasta las {time}",
    },
    late: {
      heading: "Este código ya no es válido",
      sentence: "Vuelve a la aplicación y empieza de nuevo.",
    },
    refused: {
      heading: "Esto se pidió desde otra red",
      sentence:
        "{home} solo muestra un código en la red de la pantalla que lo pidió. Nadie ha iniciado sesión. Empieza de nuevo cuando ambas estén en la misma red.",
    },
    devices: {
      heading: "Iniciar sesión en otro dispositivo",
      lead: "Inicia sesión aquí y escribe después el código en el otro dispositivo.",
    },
  },

  link: {
    heading:
      "¿Iniciar sesión en {home} como {person} en la aplicación de este teléfono?",
    only: "Abre la aplicación solo si empezaste allí.",
    late: {
      heading: "Esto tardó demasiado",
      sentence: "Vuelve a la aplicación e inténtalo de nuevo.",
    },
    leave: {
      heading: "Abriendo tu navegador…",
      slow: "¿No pasa nada? {again}",
      again: "Abrir la aplicación de nuevo.",
    },
  },

  reference: "Referencia {reference}, {time}",

  anyProvider: "Inicio de sesión externo",

  errors: {
    failed: {
      heading: "El inicio de sesión no funcionó.",
      sentence:
        "No se ha cambiado nada. Inténtalo de nuevo; si vuelve a ocurrir, da la referencia de abajo a quien se encarga de {home}.",
    },
    expired: {
      heading: "Esto tardó demasiado.",
      sentence:
        "Un inicio de sesión debe terminarse en {life}. Empieza de nuevo.",
    },
    login_expired: {
      heading: "Esto tardó demasiado.",
      sentence: "Empieza de nuevo.",
    },
    too_many_retry: {
      heading: "Demasiados códigos erróneos.",
      sentence: "Empieza de nuevo.",
    },
    stopped: {
      heading: "Este inicio de sesión se detuvo.",
      sentence: "Empieza de nuevo.",
    },
    declined: {
      heading: "Detenido.",
      sentence:
        "Nadie ha iniciado sesión. Si no empezaste tú esto, avisa a quien se encarga de {home}.",
    },
    used: {
      heading: "Este inicio de sesión ya se usó.",
      sentence:
        "Puede que haya terminado en otra pestaña. Si no, empieza de nuevo.",
    },
    elsewhere: {
      heading: "Este inicio de sesión se empezó en otro navegador.",
      sentence:
        "Vuelve al navegador o a la aplicación donde empezaste, o empieza de nuevo aquí.",
    },
    clocks: {
      heading: "Los relojes de {provider} y {home} no coinciden.",
      headingBy: "Los relojes de {provider} y {home} difieren en {difference}.",
      sentence:
        "Quien se encarga de {home} tiene que ajustar el reloj. Hasta entonces funciona tu contraseña.",
    },
    home_clocks: {
      heading:
        "Los relojes de Home Assistant y de su puerta de enlace no coinciden.",
      headingBy:
        "Los relojes de Home Assistant y de su puerta de enlace difieren en {difference}.",
      sentence:
        "Quien se encarga de {home} tiene que ajustar el reloj. Hasta entonces funciona tu contraseña.",
    },
    refused: {
      heading: "{provider} no te dejó entrar.",
      sentence:
        "Puedes intentarlo de nuevo, con otra cuenta si la tienes, o usar tu contraseña de {home}.",
    },
    no_access: {
      heading: "Aún no tienes acceso a {home}.",
      sentence:
        "Pide a quien se encarga de {home} que te deje entrar, o usa otra cuenta de {provider}.",
    },
    inactive: {
      heading: "Tu cuenta en {home} está desactivada.",
      sentence: "Pide a quien se encarga de {home} que la active de nuevo.",
    },
    not_local: {
      heading: "Solo puedes iniciar sesión en {home} desde su propia red.",
      sentence:
        "Inténtalo de nuevo cuando estés en casa, o pregunta a quien se encarga de {home}.",
    },
    deleted: {
      heading: "Tu cuenta en {home} se eliminó.",
      sentence:
        "Pregunta a quien se encarga de {home} si debes recibir una nueva.",
    },
    unreachable: {
      heading: "No se puede contactar con {provider} en este momento.",
      sentence:
        "Tu contraseña funciona como siempre. O inténtalo de nuevo en un momento.",
    },
    too_long: {
      heading: "La dirección que te trajo aquí es demasiado larga.",
      sentence: "Vuelve al lugar de donde vienes y empieza allí de nuevo.",
    },
    restarting: {
      heading: "Home Assistant se está reiniciando.",
      sentence:
        "Esta página lo intenta por sí sola durante un minuto. Después, empieza de nuevo.",
    },
    ha_unreachable: {
      heading: "Home Assistant no responde.",
      sentence:
        "Puede que esté arrancando. Inténtalo de nuevo en un momento; si sigue así, pregunta a quien se encarga de {home}.",
    },
    misdirected: {
      heading: "Esta dirección no lleva a ninguna casa.",
      sentence:
        "Comprueba lo que escribiste, o pregunta a quien te dio la dirección.",
    },
  },

  notTrusted: {
    home: {
      heading: "Home Assistant aún no confía en esta puerta de enlace",
      lead: "Hasta entonces nadie puede iniciar sesión en esta dirección. Un administrador de Home Assistant puede cambiarlo:",
      open: "Abre Home Assistant directamente, en {address}.",
      go: "Ve a {settings}, {system}, {network}, {httpServer}.",
      trust: "En {reverseProxy}, activa {useForwardedFor}.",
      add: "En {trustedProxies}, añade {gateway}, la dirección de esta puerta de enlace.",
      save: "Elige {save}.",
      confirm:
        "Cuando Home Assistant esté de vuelta, elige {confirm} en menos de cinco minutos. Si no, deshace el cambio.",
    },
    outside: {
      heading: "{home} aún no está listo",
      lead: "Home Assistant aún no confía en esta puerta de enlace. Quien se encarga de {home} encuentra los pasos al abrir esta página en casa, o con:",
    },
    confirm: {
      heading: "Confirma el cambio en Home Assistant",
      warning:
        "Home Assistant confía a prueba en esta puerta de enlace. Deja de hacerlo a las {time}.",
      lead: "Abre Home Assistant como administrador y elige {confirm} en {confirmTitle}.",
    },
  },

  tabCheck: {
    heading: "Llevándote a {home}…",
    noScript:
      "{home} necesita JavaScript para continuar. Actívalo para esta dirección y empieza de nuevo.",
    slow: "¿No pasa nada? Empezar de nuevo",
  },

  homeAssistant: {
    settings: "Configuración",
    system: "Sistema",
    network: "Red",
    httpServer: "Servidor HTTP",
    reverseProxy: "Proxy inverso",
    useForwardedFor: "Confiar en X-Forwarded-For",
    trustedProxies: "Proxies de confianza",
    save: "Guardar y reiniciar",
    confirm: "Confirmar",
    confirmTitle: "Confirmar la nueva configuración del servidor HTTP",
  },
};

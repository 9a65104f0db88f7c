import type { Words } from "./en.ts";

export const es: Words = {
  homes: {
    title: "Tus casas",
    add: "Añadir una casa",
    empty: "Todavía no hay ninguna casa aquí.",
    emptyHint: "Necesitas la dirección en la que abres tu Home Assistant.",
    in: "Sesión iniciada",
    out: "Sesión cerrada",
    waiting: "Esperando a tu navegador.",
    about: "Acerca de {home}",
    removed: "{home} se ha quitado.",
    undo: "Deshacer",
    offline: "No tienes conexión.",
    offlineHint: "Una casa de tu propia red puede responder igualmente.",
    back: "Volver a tus casas",
  },
  add: {
    title: "Añadir una casa",
    address: "Dirección de tu casa",
    hint: "Por ejemplo home.example.org",
    add: "Añadir una casa",
    scan: "Escanear un código",
    cancel: "Cancelar",
    again: "Intentar de nuevo",
    looking: "Buscando Home Assistant…",
  },
  problems: {
    no_address: "Esto no es una dirección.",
    not_https:
      "Esta aplicación solo inicia sesión por https. Usa la dirección segura de tu casa.",
    nothing: "No hay ningún Home Assistant en esta dirección, o no respondió.",
    untrusted: "Este teléfono no confía en el certificado de esta dirección.",
    no_external:
      "Es un Home Assistant, pero no tiene un inicio de sesión externo para esta aplicación.",
    no_code: "No hay ninguna dirección en esta imagen.",
  },
  hints: {
    no_address: "Usa aquella en la que abres tu Home Assistant.",
    nothing: "Comprueba cómo está escrita y si estás en la red correcta.",
    untrusted:
      "Pide a quien lleva esta casa una dirección con un certificado en el que confíen los teléfonos.",
    no_external:
      "Pregunta a quien lleva esta casa, o usa mientras tanto la aplicación de Home Assistant.",
    no_code: "Acerca más el teléfono o escribe la dirección.",
  },
  asked: {
    title: "¿Añadir {host} a tus casas?",
    link: "Lo ha pedido un enlace. Añádela solo si conoces esta dirección.",
    code: "Lo ha pedido el código que escaneaste. Añádela solo si conoces esta dirección.",
    lead: "Se te pedirá que inicies sesión allí. Antes no se envía nada.",
    no: "No añadir",
    yes: "Añadir",
  },
  found: {
    address: "Dirección",
    connection: "Conexión",
    secure: "Segura. Este teléfono confía en el certificado.",
    loopback: "Sin cifrar. No sale de este ordenador.",
    signIn: "Iniciar sesión con",
    name: "Nombre en esta aplicación",
  },
  home: {
    open: "Abrir",
    signIn: "Iniciar sesión con {provider}",
    password: "Usar tu contraseña",
    signOut: "Cerrar sesión",
    signOutHint: "Abre tu perfil en Home Assistant. Elige allí Cerrar sesión.",
    remove: "Quitar de esta aplicación",
    removeHint: "Esto no cierra tu sesión.",
  },
  signIn: {
    title: "Inicio de sesión",
    starting: "Abriendo tu navegador…",
    away: "Esperando a tu navegador.",
    awayHint: "Termina allí de iniciar sesión y vuelve aquí.",
    finishing: "Ya casi está…",
    opening: "Abriendo {home}…",
    closed: "¿Has terminado de iniciar sesión?",
    closedHint: "Continuar abre tu navegador donde lo dejaste.",
    other: "¿Dejar de iniciar sesión en {home}?",
    otherHint:
      "Allí no has terminado. Iniciar sesión en {other} lo interrumpe.",
    stay: "Seguir con {home}",
    change: "Iniciar sesión en {other}",
    continue: "Continuar",
    cancel: "Cancelar",
  },
  settled: {
    unreachable: "{home} no respondió. Inténtalo de nuevo.",
    unreachableHint:
      "Comprueba que tienes conexión. Algunas casas solo responden en su propia red.",
    refused: "{provider} no te ha dejado entrar.",
    refusedHint:
      "No se ha iniciado ninguna sesión. Pregunta a quien lleva {home} si esto te sorprende.",
    expired: "Ha tardado demasiado. Inténtalo de nuevo.",
    cancelled: "Se canceló el inicio de sesión.",
    noBrowser: "No se encontró ningún navegador.",
    noBrowserHint:
      "Puedes iniciar sesión en otro dispositivo. Mostrará un código para escribirlo aquí.",
    homes: "Tus casas",
    again: "Intentar de nuevo",
    otherDevice: "Usar otro dispositivo",
  },
  view: { close: "Casas" },
};

export { actAs, logInAs, ownClientId } from "./people/act.ts";
export { CanaryError, sendCanary } from "./people/canary.ts";
export type { Asked } from "./context.ts";
export { createGateway, type Gateway } from "./gateway.ts";
export { injectScript } from "./serve/inject.ts";
export { chooseLanguage } from "./pages/languages.ts";
export {
  groups,
  type AppOptions,
  type Asset,
  type BridgeKeys,
  type GatewayOptions,
  type Group,
  type Log,
  type MatchRules,
  type PeopleRules,
  type ProviderOptions,
} from "./options.ts";
export { errorPage, errorStatus } from "./pages/error.ts";
export { pageHeaders } from "./pages/headers.ts";
export { reference, referenceLength } from "./pages/reference.ts";
export { pathOf } from "./serve/path.ts";
export { redirectUri } from "./login/start.ts";
export { createTrust, type TrustState } from "./serve/trust.ts";
export { asEntry, entryKey, type Entry } from "./people/people-map.ts";
export type { Runtime } from "./runtime.ts";
export {
  createServiceUser,
  serviceUsername,
  type ServiceUser,
} from "./people/service-user.ts";
export { mintTicket, ticketLife, ticketName } from "./people/ticket.ts";

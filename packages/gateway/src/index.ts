export { actAs, logInAs, ownClientId } from "./act.ts";
export { CanaryError, sendCanary } from "./canary.ts";
export type { Asked } from "./context.ts";
export { createGateway, type Gateway } from "./gateway.ts";
export { injectScript } from "./inject.ts";
export { chooseLanguage } from "./languages.ts";
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
export { pathOf } from "./path.ts";
export { redirectUri } from "./start.ts";
export { createTrust, type TrustState } from "./trust.ts";
export { asEntry, entryKey, type Entry } from "./people-map.ts";
export type { Runtime } from "./runtime.ts";
export {
  createServiceUser,
  serviceUsername,
  type ServiceUser,
} from "./service-user.ts";
export { mintTicket, ticketLife, ticketName } from "./ticket.ts";

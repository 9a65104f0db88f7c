export {
  exchange,
  readAnswer,
  type Claims,
  type ValidatedAnswer,
} from "./callback.ts";
export { discover } from "./discovery.ts";
export {
  InvalidSettingsError,
  OidcError,
  type IdTokenReason,
  type OidcReason,
  type ProviderError,
} from "./error.ts";
export {
  createProvider,
  type OidcRuntime,
  type Provider,
  type ProviderSettings,
} from "./provider.ts";
export { ask, authorizationOrigin, type Question } from "./question.ts";

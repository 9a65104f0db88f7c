export {
  createWebCipher,
  sealInfo,
  type Cipher,
  type CreateCipher,
} from "./cipher.ts";
export {
  CodecError,
  decodeFields,
  encodeFields,
  fromBase64url,
  toBase64url,
} from "./codec.ts";
export { derive, type Derived } from "./derive.ts";
export {
  createKeyRing,
  type Key,
  type KeyRing,
  type Secret,
} from "./key-ring.ts";
export {
  clockSkew,
  consumedLife,
  cookiesCount,
  cookiesSize,
  loginLife,
  passedSize,
  requestSize,
  resumeLife,
  stateSize,
} from "./limits.ts";
export {
  answer,
  finish,
  InvalidTransitionError,
  isForeign,
  leave,
  passedKeys,
  RequestTooLongError,
  start,
  type AbortReason,
  type Answered,
  type External,
  type Finished,
  type Leaving,
  type Login,
  type LoginRequest,
  type Person,
  type Started,
  type WayBack,
} from "./login.ts";
export { seal, unseal, UnsealError, type Slot, type Unsealed } from "./seal.ts";
export {
  ExpiredError,
  openCheck,
  openCookie,
  openFlowId,
  openRelay,
  openState,
  readAnswered,
  sealCheck,
  sealCookie,
  sealFlowId,
  sealRelay,
  sealState,
  writeAnswered,
  type Relay,
  type State,
} from "./slots.ts";
export type {
  DataEntryFlowStep,
  DataEntryFlowStepAbort,
  DataEntryFlowStepCreateEntry,
  DataEntryFlowStepExternal,
  DataEntryFlowStepForm,
  Handler,
  Placeholders,
} from "./step.ts";
export {
  StoreUnusableError,
  type LastingKind,
  type PendingKind,
  type Store,
} from "./store.ts";

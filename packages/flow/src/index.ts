export {
  createWebCipher,
  sealInfo,
  type Cipher,
  type CreateCipher,
} from "./cipher.ts";
export { codeHash, codeOf, foldCode, formatCode } from "./code.ts";
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
  codeLife,
  codeTries,
  consumedLife,
  cookiesCount,
  cookiesSize,
  handoffLife,
  loginLife,
  passedSize,
  requestSize,
  resumeLife,
  stateSize,
} from "./limits.ts";
export {
  answer,
  claim,
  finish,
  InvalidTransitionError,
  isForeign,
  leave,
  passedKeys,
  RequestTooLongError,
  start,
  vouch,
  type AbortReason,
  type Answered,
  type External,
  type Finished,
  type Leaving,
  type Login,
  type LoginRequest,
  type Person,
  type Started,
  type Vouched,
} from "./login.ts";
export { openRelay, sealRelay, type InApp, type Relay } from "./relay.ts";
export { seal, unseal, UnsealError, type Slot, type Unsealed } from "./seal.ts";
export {
  ExpiredError,
  openCookie,
  openId,
  openState,
  readAnswered,
  sealCookie,
  sealId,
  sealState,
  writeAnswered,
  type IdSlot,
  type Outset,
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
export type { Asker, Away } from "./way-back.ts";

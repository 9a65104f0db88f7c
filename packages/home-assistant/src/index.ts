export type {
  CoreConfig,
  CurrentUser,
  HttpConfig,
  HttpSettings,
  Notice,
  Person,
  Persons,
  RefreshToken,
  User,
  UserChange,
} from "./commands.ts";
export {
  createPerson,
  currentUser,
  deleteRefreshToken,
  deleteUser,
  getConfig,
  getUserData,
  httpConfig,
  listPersons,
  listRefreshTokens,
  listUsers,
  notifyAll,
  setUserData,
  updateUser,
} from "./commands.ts";
export type { Command, Connection } from "./connection.ts";
export { connect } from "./connection.ts";
export type { AnyHomeAssistantError, RefusalKind } from "./errors.ts";
export {
  AuthInvalidError,
  CommandError,
  DeadlineError,
  HomeAssistantError,
  MalformedAnswerError,
  RefusedError,
  UnknownGroupError,
  UnreachableError,
} from "./errors.ts";
export type { Client } from "./forwarded.ts";
export { forwardedHeaders } from "./forwarded.ts";
export type { HomeAssistant, HomeAssistantRuntime } from "./home-assistant.ts";
export { createHomeAssistant } from "./home-assistant.ts";
export type {
  AuthProvider,
  AuthProviders,
  Handler,
  LoginFlowAbort,
  LoginFlowCreateEntry,
  LoginFlowForm,
  LoginFlowInput,
  LoginFlowRequest,
  LoginFlowStep,
  Placeholders,
} from "./login-flow.ts";
export {
  continueLoginFlow,
  createLoginFlow,
  deleteLoginFlow,
  getProviders,
} from "./login-flow.ts";
export type { AccessToken, Tokens } from "./token.ts";
export { exchangeCode, refreshTokens, revokeToken } from "./token.ts";
export { askVersion } from "./version.ts";

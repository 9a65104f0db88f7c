export type {
  ExternalUserAgent,
  Foreground,
  Http,
  HttpAnswer,
  LogLine,
  MobileRuntime,
  Question,
  Reason,
  SessionStore,
  SignIn,
  SignInOptions,
  SignInState,
  WebView,
  WebViewPage,
} from "./definitions.ts";
export { NotAllowedError } from "./guard.ts";
export { readLeave } from "./leave.ts";
export { createSignIn, webViewUserAgent } from "./sign-in.ts";
export { createForeground, createUserAgent } from "./user-agent.ts";

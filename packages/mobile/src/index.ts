export type {
  ExternalUserAgent,
  Foreground,
  Http,
  HttpAnswer,
  Links,
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
export { createLinks } from "./links.ts";
export { createSignIn, webViewUserAgent } from "./sign-in.ts";
export { createForeground, createUserAgent } from "./user-agent.ts";

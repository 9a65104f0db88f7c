export {
  ConfigurationError,
  loadConfiguration,
  readConfiguration,
  type Configuration,
} from "./configuration.ts";
export { KeyFileError } from "./keys.ts";
export { createLog } from "./log.ts";
export { createRuntime } from "./runtime.ts";
export { SecretFileError } from "./secret-file.ts";
export {
  startServer,
  type RunningServer,
  type StartOptions,
} from "./start-server.ts";
export { createSqliteStore } from "./store/sqlite.ts";

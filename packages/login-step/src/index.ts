/**
 * Where a person clicks: a step of Home Assistant's login page that is
 * finished at a provider. The page itself loads `login.ts`, built.
 *
 * @module
 */
export { HaAuthExternal } from "./auth/ha-auth-external";
export { defineAuthExternal } from "./define";
export type {
  DataEntryFlowStep,
  DataEntryFlowStepAbort,
  DataEntryFlowStepCreateEntry,
  DataEntryFlowStepExternal,
  DataEntryFlowStepForm,
  Handler,
  Placeholders,
} from "./data/data_entry_flow";

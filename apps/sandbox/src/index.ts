export { people, type Person } from "./people.ts";
export {
  startProvider,
  type ProviderOptions,
  type ProviderRequest,
  type RunningProvider,
} from "./provider.ts";

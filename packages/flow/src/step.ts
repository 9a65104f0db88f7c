/**
 * The steps that a login page is shown, in Home Assistant's own words and
 * shape, so that nothing has to be translated on the way to the page.
 *
 * @module
 */

/** Auth provider type and id, as Home Assistant's login page sends them. */
export type Handler = [type: string, id: string | null];

/** Text and figures that a step's translation may name. */
export type Placeholders = Record<string, string>;

/** A step that is finished elsewhere: in a real browser, at a provider. */
export interface DataEntryFlowStepExternal {
  type: "external";
  flow_id: string;
  step_id: string;
  handler: Handler;
  url: string;
  description_placeholders: Placeholders | null;
}

/** A form that Home Assistant itself asks, such as its second factor. */
export interface DataEntryFlowStepForm {
  type: "form";
  flow_id: string;
  step_id: string;
  handler: Handler;
  data_schema: unknown[];
  errors: Record<string, string> | null;
  description_placeholders: Placeholders | null;
}

/** The end of a login that went through; `result` is the code. */
export interface DataEntryFlowStepCreateEntry {
  type: "create_entry";
  flow_id: string;
  handler: Handler;
  result: string;
  description?: string | null;
  description_placeholders?: Placeholders | null;
}

/** The end of a login that did not; `reason` is a translation key. */
export interface DataEntryFlowStepAbort {
  type: "abort";
  flow_id: string;
  handler: Handler;
  reason: string;
  description_placeholders: Placeholders | null;
}

/** What `POST /auth/login_flow` and its continuation answer. */
export type DataEntryFlowStep =
  | DataEntryFlowStepExternal
  | DataEntryFlowStepForm
  | DataEntryFlowStepCreateEntry
  | DataEntryFlowStepAbort;

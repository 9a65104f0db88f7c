/** Auth provider type and id, as the login page sends them. */
export type Handler = [type: string, id: string | null];

/** Text and figures that a step's translation may name. */
export type Placeholders = Record<string, string>;

export interface DataEntryFlowStepExternal {
  type: "external";
  flow_id: string;
  step_id: string;
  handler: Handler;
  url: string;
  description_placeholders: Placeholders | null;
}

export interface DataEntryFlowStepForm {
  type: "form";
  flow_id: string;
  step_id: string;
  handler: Handler;
  data_schema: unknown[];
  errors: Record<string, string> | null;
  description_placeholders: Placeholders | null;
}

export interface DataEntryFlowStepCreateEntry {
  type: "create_entry";
  flow_id: string;
  handler: Handler;
  result: string;
  description?: string | null;
  description_placeholders?: Placeholders | null;
}

export interface DataEntryFlowStepAbort {
  type: "abort";
  flow_id: string;
  handler: Handler;
  reason: string;
  description_placeholders: Placeholders | null;
}

export type DataEntryFlowStep =
  | DataEntryFlowStepExternal
  | DataEntryFlowStepForm
  | DataEntryFlowStepCreateEntry
  | DataEntryFlowStepAbort;

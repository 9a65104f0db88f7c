export interface AuthUrlSearchParams {
  client_id?: string;
  redirect_uri?: string;
  state?: string;
  code_challenge?: string;
  code_challenge_method?: string;
  response_type?: string;
}

export interface AuthProvider {
  name: string;
  id: string | null;
  type: string;
}

export const fetchAuthProviders = () =>
  fetch("/auth/providers", {
    credentials: "same-origin",
  });

/** Unknown keys and null would be refused, so that only these are sent. */
const createKeys = [
  "handler",
  "client_id",
  "redirect_uri",
  "code_challenge",
  "code_challenge_method",
  "response_type",
  "another_device",
];

export const createLoginFlow = (
  handler: [type: string, id: string | null],
  params: AuthUrlSearchParams,
  another_device?: boolean
) =>
  fetch("/auth/login_flow", {
    method: "POST",
    credentials: "same-origin",
    body: JSON.stringify({ ...params, handler, another_device }, createKeys),
  });

export const submitLoginFlow = (
  flow_id: string,
  data: Record<string, unknown>
) =>
  fetch(`/auth/login_flow/${flow_id}`, {
    method: "POST",
    credentials: "same-origin",
    body: JSON.stringify(data),
  });

/** The way back to whoever asked, whose own query stays as it is. */
export const redirectWithAuthCode = (
  { redirect_uri = "", state }: AuthUrlSearchParams,
  code: string,
  storeToken?: boolean
) => {
  const query = new URLSearchParams({
    code,
    ...(state && { state }),
    ...(storeToken && { storeToken: "true" }),
  });
  document.location.assign(
    `${redirect_uri}${redirect_uri.includes("?") ? "&" : "?"}${query}`
  );
};

/** Stands in for the frontend's own, and stays behind on the way there. */
export const extractSearchParamsObject = (): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(location.search));

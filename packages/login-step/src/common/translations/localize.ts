/** Stands in for the frontend's own, and stays behind on the way there. */
export type LocalizeFunc = (
  key: string,
  values?: Record<string, string | undefined>
) => string;

/** Words by key, nested as in the frontend's `src/translations`. */
export interface Resources {
  [key: string]: string | Resources;
}

/** A key that is not there gives no words, as in the frontend. */
export const computeLocalize =
  (resources: Resources): LocalizeFunc =>
  (key, values = {}) => {
    let words: string | Resources | undefined = resources;
    for (const name of key.split(".")) words = (words as Resources)?.[name];
    return `${words ?? ""}`.replace(
      /{(\w+)}/g,
      (_, name) => values[name] ?? ""
    );
  };

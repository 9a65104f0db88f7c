const letter = "[BCDFGHJKLMNPQRSTVWXZ]";

/** Eight letters with anything between them that is neither letter nor digit. */
const shape = new RegExp(
  `(?:^|[^\\p{L}\\p{N}])(${letter}(?:[^\\p{L}\\p{N}]*${letter}){7})(?![\\p{L}\\p{N}])`,
  "u"
);

/**
 * The code in what somebody typed, pasted or dictated, as it is shown. There
 * may be words around it, and there is none in what has not its shape.
 */
export const findCode = (text: string) =>
  shape
    .exec(text.normalize("NFKC").toUpperCase())?.[1]!
    .replace(/[^A-Z]/g, "")
    .replace(/^.{4}/, "$&-");

/** Whatever stands between letters. */
export const withoutSpaces = (text: string) =>
  text.replace(/[^\p{L}\p{N}]/gu, "");

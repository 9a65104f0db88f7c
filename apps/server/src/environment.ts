/** Variables by name, as a process has them. */
export type Environment = Record<string, string | undefined>;

/** Text that is nothing but a variable's name. */
const variable = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/**
 * Puts the environment's values in place of `${NAME}`. A secret in the file
 * itself is refused, because such files are shown, copied and committed.
 */
export function expand(
  tree: unknown,
  environment: Environment,
  problems: string[],
  path = ""
): unknown {
  if (Array.isArray(tree)) {
    return tree.map((item, at) =>
      expand(item, environment, problems, `${path}[${at}]`)
    );
  }
  if (typeof tree === "object" && tree !== null) {
    return Object.fromEntries(
      Object.entries(tree).map(([key, value]) => {
        const below = path === "" ? key : `${path}.${key}`;
        return [key, expand(value, environment, problems, below)];
      })
    );
  }
  if (typeof tree !== "string") return tree;
  const name = variable.exec(tree)?.[1];
  if (name === undefined) {
    if (/(?:^|\.)client_secret$/.test(path)) {
      problems.push(
        `\`${path}\` holds the secret itself: put it in a file and name that in \`client_secret_file\`, or write \`\${NAME}\` to take it from the environment`
      );
    }
    return tree;
  }
  const value = environment[name];
  if (value === undefined) {
    problems.push(`\`${path}\`: the environment has no ${name}`);
  }
  return value ?? "";
}

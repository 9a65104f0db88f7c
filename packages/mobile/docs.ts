/**
 * Writes the API section of the README from `src/definitions.ts`:
 * `node packages/mobile/docs.ts`. A test holds the two equal.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import ts from "typescript";

const definitions = new URL("src/definitions.ts", import.meta.url);
const readme = new URL("README.md", import.meta.url);
const marks = ["<!-- from src/definitions.ts -->", "<!-- end -->"] as const;

/** The README as it is to be. */
export async function writtenReadme(): Promise<string> {
  const text = await readFile(readme, "utf8");
  const [before, rest] = split(text, marks[0]);
  const [, after] = split(rest, marks[1]);
  const source = ts.createSourceFile(
    "definitions.ts",
    await readFile(definitions, "utf8"),
    ts.ScriptTarget.Latest,
    true
  );
  const api = source.statements.flatMap(describe).join("\n\n");
  const whole = [before, marks[0], "\n\n", api, "\n\n", marks[1], after];
  return format(whole.join(""), { parser: "markdown", trailingComma: "es5" });
}

function describe(statement: ts.Statement): string[] {
  if (ts.isInterfaceDeclaration(statement)) {
    const members = statement.members.map((member) => {
      const signature = member.getText().replace(/;$/, "");
      const code = `\`${signature.replaceAll(/\s+/g, " ")}\``;
      const doc = docOf(member);
      return `- ${code}${doc && `: ${doc}`}`;
    });
    return [heading(statement), docOf(statement), members.join("\n")];
  }
  if (ts.isTypeAliasDeclaration(statement)) {
    const type = `type ${statement.name.text} = ${statement.type.getText()};`;
    const code = `\`\`\`ts\n${type}\n\`\`\``;
    return [heading(statement), docOf(statement), code];
  }
  return [];
}

function heading({ name }: { name: ts.Identifier }): string {
  return `### ${name.text}`;
}

/** The sentences, without the reference and with what is thrown at the end. */
function docOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const sentences = ts.getTextOfJSDocComment(doc?.comment) ?? "";
  const thrown = ts
    .getJSDocTags(node)
    .filter(ts.isJSDocThrowsTag)
    .map((tag) => {
      const name = tag.typeExpression?.type.getText();
      return ` Throws \`${name}\` ${ts.getTextOfJSDocComment(tag.comment)}`;
    });
  return [sentences, ...thrown].join("").replaceAll(/\s+/g, " ").trim();
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0
    ? [text, ""]
    : [text.slice(0, at), text.slice(at + mark.length)];
}

if (import.meta.main) await writeFile(readme, await writtenReadme());

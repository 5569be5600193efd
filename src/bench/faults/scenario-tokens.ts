/** The words of a scenario's language, and what separates them. */

/** What is wrong with a scenario, and where. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

export interface Token {
  readonly kind: "word" | "text" | "comma" | "end";
  /** As it is meant: that of a text without its quotes. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

const TOKEN =
  /(?<skipped>[^\S\n]+|#[^\n]*)|(?<end>[;\n])|(?<comma>,)|(?<text>"(?:[^"\\\n]|\\.)*")|(?<word>[^\s,;"]+)/uy;

/** The last token is an end. */
export function* tokenize(source: string): Generator<Token> {
  const pattern = new RegExp(TOKEN);
  let [line, lineStart] = [1, 0];
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex;
    const place = { line, column: at - lineStart + 1 };
    const groups = pattern.exec(source)?.groups ?? {};
    const { end, comma, text, word } = groups;
    if (end !== undefined) yield { kind: "end", text: "", ...place };
    else if (comma !== undefined) yield { kind: "comma", text: comma, ...place };
    else if (text !== undefined) yield { kind: "text", text: unquote(text, place), ...place };
    else if (word !== undefined) yield { kind: "word", text: word, ...place };
    else if (groups["skipped"] === undefined) {
      throw new ScenarioError(`${where(place)}: this double quote is not closed on its line`);
    }
    if (end === "\n") [line, lineStart] = [line + 1, at + 1];
  }
  yield { kind: "end", text: "", line, column: source.length - lineStart + 1 };
}

function unquote(quoted: string, place: Pick<Token, "line" | "column">): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw new ScenarioError(`${where(place)}: ${quoted} is not a JSON string`);
  }
}

function where({ line, column }: Pick<Token, "line" | "column">): string {
  return `Line ${line}, column ${column}`;
}

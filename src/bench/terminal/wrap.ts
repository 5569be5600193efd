/** Text for a terminal of 80 columns. */

export const COLUMNS = 80;

/** Stands for a space at which no line ends. */
const NO_BREAK = "\u00a0";

/** The text beside a heading, its further lines below its first. A word that is too long has its own. */
export function beside(heading: string, text: string): string {
  const width = COLUMNS - heading.length;
  const lines: string[] = [];
  let line = "";
  // A figure and its unit belong together.
  for (const word of text.replaceAll(/(?<=\d) (?=(?:ms|s)\b|%)/gu, NO_BREAK).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  const margin = " ".repeat(heading.length);
  return `${heading}${[...lines, line].join(`\n${margin}`)}`.replaceAll(NO_BREAK, " ");
}

/** Lines that are indented, such as messages of nodes, stay as they are. */
export function wrap(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith(" ") ? line : beside("", line)))
    .join("\n");
}

/** A list of names, each with a text beside it, or below it where the name is long. */
export function table(
  rows: readonly (readonly [name: string, text: string])[],
  column = 27,
): string {
  return rows
    .map(([name, text]) => {
      const isShort = name.length + 4 <= column;
      const heading = isShort ? `  ${name}`.padEnd(column) : " ".repeat(column);
      return `${isShort ? "" : `  ${name}\n`}${beside(heading, text)}`;
    })
    .join("\n");
}

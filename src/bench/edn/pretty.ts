/**
 * Writes EDN over several lines in the layout of Jepsen's results.edn, byte for byte. That is
 * the layout of fipp: a collection that fits into the rest of the line stays on it; otherwise each
 * of its items starts a line, below the first.
 */

import { EdnList, EdnMap, EdnSet, Tagged, isVector, type Edn } from "./values.ts";
import { tagPrefix, writeEdn } from "./write.ts";

// fipp's default. What follows a collection on its line, a comma or brackets, does not count.
const WIDTH_COLUMNS = 70;

/** Without a newline at the end. */
export function prettyEdn(value: Edn): string {
  const page = new Page();
  page.print(value);
  return page.text;
}

class Page {
  text = "";
  #column = 0;

  print(value: Edn): void {
    const line = writeEdn(value);
    if (this.#column + line.length <= WIDTH_COLUMNS) this.#put(line);
    else if (isVector(value)) this.#printItems("[", value, "]");
    else if (value instanceof EdnList) this.#printItems("(", value.items, ")");
    else if (value instanceof EdnSet) this.#printItems("#{", value.items, "}");
    else if (value instanceof EdnMap) this.#printMap(value);
    else if (value instanceof Tagged) this.#printTagged(value);
    else this.#put(line);
  }

  #printItems(open: string, items: readonly Edn[], close: string): void {
    this.#put(open);
    const indent = this.#column;
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#breakLine(indent);
      this.print(item);
    }
    this.#put(close);
  }

  #printMap({ entries }: EdnMap): void {
    this.#put("{");
    const indent = this.#column;
    for (const [index, [key, value]] of entries.entries()) {
      if (index > 0) {
        this.#put(",");
        this.#breakLine(indent);
      }
      this.print(key);
      this.#put(" ");
      this.print(value);
    }
    this.#put("}");
  }

  #printTagged(tagged: Tagged): void {
    this.#put(tagPrefix(tagged));
    this.print(tagged.value);
  }

  #put(text: string): void {
    this.text += text;
    this.#column += text.length;
  }

  #breakLine(indent: number): void {
    this.text += `\n${" ".repeat(indent)}`;
    this.#column = indent;
  }
}

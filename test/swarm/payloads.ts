/** Values of all kinds in place of the integers that the bench's clients broadcast. */

/** Texts that `JSON.stringify` gives back as they are, so that each finds its integer again. */
const KINDS: readonly ((value: number) => string)[] = [
  (value) => String(value),
  (value) => JSON.stringify(`text ${value}`),
  (value) => JSON.stringify(`"quoted" \\ \u0007 \u{1f600} ${value}`),
  (value) => `{"key":${value},"list":[1,"two",null]}`,
  (value) => `[[${value}]]`,
  (value) => `${value}.5`,
  (value) => String(-1 - value),
  (value) => JSON.stringify("long ".repeat(20) + value),
];

const integers = new Map<string, number>();

/** The JSON text that stands for an integer. */
export function payloadOf(value: number): string {
  const kind = KINDS[value % KINDS.length];
  const text = kind?.(value) ?? String(value);
  integers.set(text, value);
  return text;
}

/** A list of such texts as the integers that they stand for. Others are left as they are. */
export function fromPayloads(list: string): string {
  const values: unknown = JSON.parse(`[${list}]`);
  if (!Array.isArray(values)) throw new Error(`Not a list: ${list}`);
  const texts = values.map((value) => JSON.stringify(value));
  return texts.map((text) => integers.get(text) ?? text).join();
}

/**
 * Writing SVG as text. Numbers have one decimal, so that the same run gives the same bytes
 * everywhere; texts are escaped, since nodes may have said anything.
 */

export type Attributes = Readonly<Record<string, string | number>>;

/** An element around text that is markup already. */
export function tag(name: string, attributes: Attributes, content = ""): string {
  const list = Object.entries(attributes)
    .map(
      ([key, value]) => ` ${key}="${typeof value === "number" ? coordinate(value) : xml(value)}"`,
    )
    .join("");
  return content === "" ? `<${name}${list}/>` : `<${name}${list}>${content}</${name}>`;
}

export function text(x: number, y: number, style: string, content: string): string {
  return tag("text", { x, y, class: style }, xml(content));
}

/** What a picture says when it is pointed at. */
export function hint(content: string): string {
  return tag("title", {}, xml(content));
}

export function coordinate(value: number): string {
  return `${Math.round(value * 10) / 10}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** XML has no way to write most control characters, nor half a surrogate pair. */
export function xml(content: string): string {
  return content
    .toWellFormed()
    .replaceAll(/(?!\n)\p{Cc}|[\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll(/[&<>"]/gu, (character) => ESCAPES[character] ?? character);
}

/** Light and dark, as in the page's style.css. */
const LIGHT: readonly (readonly [name: string, colour: string])[] = [
  ["surface", "#ffffff"],
  ["text", "#1a1f29"],
  ["muted", "#596273"],
  ["line", "#d4d9e2"],
  ["accent", "#0b63ce"],
  ["bad", "#b3261e"],
  ["cut", "#d98a00"],
  ["loss", "#7d5bc2"],
  ["duplicate", "#2d8f8f"],
  ["kind-0", "#0072b2"],
  ["kind-1", "#d55e00"],
  ["kind-2", "#009e73"],
  ["kind-3", "#cc79a7"],
  ["kind-4", "#3f8fc9"],
  ["kind-5", "#8a7a00"],
  ["kind-6", "#6b7280"],
  ["kind-7", "#a0522d"],
];

const DARK: readonly (readonly [name: string, colour: string])[] = [
  ["surface", "#181e27"],
  ["text", "#e7ebf2"],
  ["muted", "#a3adbd"],
  ["line", "#323c4b"],
  ["accent", "#6cb2ff"],
  ["bad", "#ff8a80"],
  ["cut", "#f2b134"],
  ["loss", "#b79cf0"],
  ["duplicate", "#62c4c3"],
  ["kind-0", "#56b4e9"],
  ["kind-1", "#ff9f40"],
  ["kind-2", "#35c99a"],
  ["kind-3", "#e6a1c7"],
  ["kind-4", "#8fc7ff"],
  ["kind-5", "#f0e442"],
  ["kind-6", "#9aa4b2"],
  ["kind-7", "#d9a066"],
];

/** By name, for light and for dark. */
export const PALETTES: Readonly<Record<"light" | "dark", ReadonlyMap<string, string>>> = {
  light: new Map(LIGHT),
  dark: new Map(DARK),
};

const TEXTS = `text{font:12px ui-sans-serif,system-ui,sans-serif}
.name{font-weight:600;text-anchor:middle}
.small,.end,.middle{font-size:11px}
.end{text-anchor:end}
.middle{text-anchor:middle}
.on{font-size:10px;text-anchor:middle}`;

/** Classes and not variables, which some programs that show SVG do not know. */
function rulesOf(palette: ReadonlyMap<string, string>): string {
  const rules = [...palette].map(
    ([name, colour]) => `.s-${name}{stroke:${colour}}.f-${name}{fill:${colour}}`,
  );
  const [plain, faint] = [palette.get("text"), palette.get("muted")];
  return `text{fill:${plain}}.small,.end,.middle{fill:${faint}}${rules.join("")}`;
}

/** A whole picture. It follows the theme of the reader. */
export function picture(
  width: number,
  height: number,
  title: string,
  content: readonly string[],
): string {
  const style = `${TEXTS}
${rulesOf(PALETTES.light)}
@media (prefers-color-scheme:dark){${rulesOf(PALETTES.dark)}}`;
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${coordinate(width)} ${coordinate(height)}`,
    role: "img",
  };
  const background = tag("rect", { width: "100%", height: "100%", class: "f-surface" });
  const parts = [hint(title), `<style>${style}</style>`, background, ...content];
  return `${tag("svg", attributes, `\n${parts.join("\n")}\n`)}\n`;
}

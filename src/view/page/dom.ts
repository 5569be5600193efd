/** Making elements. All text goes in as text: what a node broadcast is shown, and never run. */

type Tag = keyof HTMLElementTagNameMap;

/** Attributes by their names; `text` is the content, `true` an attribute without a value. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function element<Name extends Tag>(
  name: Name,
  attributes: Attributes = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key === "text") made.textContent = `${value}`;
    else made.setAttribute(key, value === true ? "" : `${value}`);
  }
  made.append(...children);
  return made;
}

export function button(
  text: string,
  attributes: Attributes,
  pressed: (event: MouseEvent) => void,
): HTMLButtonElement {
  const made = element("button", { type: "button", text, ...attributes });
  made.addEventListener("click", pressed);
  return made;
}

/** A control with its name. */
export function labelled(text: string, control: HTMLElement, hint?: string): HTMLElement {
  return element("label", { class: "labelled", title: hint }, [element("span", { text }), control]);
}

export function select(
  options: readonly (readonly [value: string, text: string])[],
  value: string,
  changed: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    "select",
    {},
    options.map(([key, text]) => element("option", { value: key, text, selected: key === value })),
  );
  made.addEventListener("change", () => changed(made.value));
  return made;
}

export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly Node[] = [],
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A picture of one path, as large as the text around it. */
export function icon(path: string, box = 24): SVGSVGElement {
  const attributes = { viewBox: `0 0 ${box} ${box}`, class: "icon", "aria-hidden": "true" };
  return svgElement("svg", attributes, [svgElement("path", { d: path })]);
}

/** The canvas's context, its size set to that of its element in device pixels. */
export function contextOf(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Setting them, even to the same, clears the canvas and costs a new bitmap.
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("Cannot draw: this browser has no canvas");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** 1,234.5 ms as a text: seconds from ten seconds on. */
export function timeText(timeMs: number): string {
  const size = Math.abs(timeMs);
  if (size >= 10_000) return `${(timeMs / 1000).toFixed(size >= 100_000 ? 1 : 2)} s`;
  return `${timeMs.toLocaleString("en", { maximumFractionDigits: size < 100 ? 2 : 1 })} ms`;
}

export function plural(amount: number, name: string): string {
  return `${amount.toLocaleString("en")} ${name}${amount === 1 ? "" : "s"}`;
}

/** A panel that opens over the page, with the button that opens it. Escape closes it. */

import { button, element } from "../../view/page/dom.ts";

export class Drawer {
  readonly button: HTMLButtonElement;
  readonly root: HTMLElement;

  constructor(name: string, content: readonly HTMLElement[]) {
    this.button = button(name, { "aria-expanded": "false", "aria-haspopup": "dialog" }, () =>
      this.#show(this.root.hidden === true),
    );
    const close = button("✕", { class: "close", "aria-label": `Close ${name}` }, () =>
      this.close(),
    );
    this.root = element(
      "div",
      { class: "drawer", role: "dialog", "aria-label": name, hidden: true },
      [
        element("div", { class: "drawer-head" }, [element("h2", { text: name }), close]),
        ...content,
      ],
    );
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** The button that opened it has the focus again. */
  close(): void {
    if (this.root.hidden) return;
    this.#show(false);
    this.button.focus();
  }

  #show(isShown: boolean): void {
    this.root.hidden = !isShown;
    this.button.setAttribute("aria-expanded", `${isShown}`);
    if (isShown)
      this.root.querySelector<HTMLElement>("select, textarea, button:not(.close)")?.focus();
  }
}

/** Light or dark: as the system has it, or as the switch says. */

import { button } from "./dom.ts";

const CHOICES = ["system", "light", "dark"] as const;
type Theme = (typeof CHOICES)[number];

const KEY = "eddy-theme";

/** A button that goes round the themes; `changed` hears of each change, the system's included. */
export function themeSwitch(changed: () => void): HTMLElement {
  let theme = stored();
  const apply = (): void => {
    if (theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
    made.textContent = `Theme: ${theme}`;
  };
  const made = button("", { class: "theme", title: "Light, dark, or as the system has it" }, () => {
    theme = CHOICES[(CHOICES.indexOf(theme) + 1) % CHOICES.length] ?? "system";
    store(theme);
    apply();
    changed();
  });
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  return made;
}

/** A page from the file system may have no storage: then the choice lasts as long as the page. */
function stored(): Theme {
  try {
    return CHOICES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It is not needed.
  }
}

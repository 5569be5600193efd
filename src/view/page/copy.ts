/** Copying a text that stands on the page. */

/** Tells how it went. Where a page may not copy, the text is selected instead. */
export async function copyFrom(
  holder: HTMLElement,
  done: string,
  told: (text: string) => void,
): Promise<void> {
  try {
    await navigator.clipboard.writeText((holder.textContent ?? "").trim());
    told(done);
  } catch {
    getSelection()?.selectAllChildren(holder);
    told("It is selected: copy it with the keys of your system.");
  }
}

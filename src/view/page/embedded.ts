/** The data of a page that is one file: elements that hold compressed text as base64. */

/** The text of the element with this id, undefined if there is none. */
export async function embeddedText(id: string): Promise<string | undefined> {
  const holder = document.getElementById(id);
  if (holder === null) return undefined;
  const bytes = fromBase64(holder.textContent ?? "");
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(text).text();
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

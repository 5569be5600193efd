/** The lines of a journal, of which a page or a picture can hold only so many. */

const LINE_FEED = 10;

/** As many whole lines as there is room for. */
export function firstLines(bytes: Uint8Array, bytesAtMost: number): Uint8Array {
  if (bytes.length <= bytesAtMost) return bytes;
  return bytes.subarray(0, bytes.lastIndexOf(LINE_FEED, bytesAtMost) + 1);
}

export function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

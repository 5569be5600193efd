/** The times that a sentence of a verdict names, so that a page can go there. */

export interface Piece {
  readonly text: string;
  /** Of a piece that is a time: since the first operation. */
  readonly atMs?: number;
}

/** As verdicts write them: `4.201 to 4.310 s`, `from 4.201 s on`, `at 4.201 s`. */
const TIME = /\d+\.\d{3}(?= to \d+\.\d{3} s\b| s\b)/gu;

/** The sentence, cut before and after each time. */
export function piecesOf(sentence: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: text, index } of sentence.matchAll(TIME)) {
    if (index > end) pieces.push({ text: sentence.slice(end, index) });
    pieces.push({ text, atMs: Number(text) * 1000 });
    end = index + text.length;
  }
  if (end < sentence.length) pieces.push({ text: sentence.slice(end) });
  return pieces;
}

/** What a node says to another, in short, for people. */

/**
 * The body of a message: `push 0–1 with n3 0:[7], path n3 n1, ask`. Incarnations are left out.
 */
export function bodyText(body: Readonly<Record<string, unknown>>): string {
  const { type, from, to, at, id, ack, path, runs, counts, ask, gap, full, re } = body;
  const words = [String(type)];
  if (type === "push") words.push(`${Number(from)}–${Number(to)}`);
  if (type === "digest") words.push(`${Number(id)} at ${Number(at)}, counts ${origins(counts)}`);
  if (Array.isArray(runs)) words.push(`with ${origins(runs)}`);
  if (Array.isArray(ack)) words.push(`ack ${ack[1]}`);
  if (Array.isArray(path)) words.push(`path ${path.join(" ")}`);
  if (ask === true) words.push("ask");
  if (gap === true) words.push("gap");
  if (full === true) words.push("full");
  if (re !== undefined) words.push(`answers ${Number(re)}`);
  return words.join(", ").replace(", ", " ");
}

/** Runs or counts without their incarnations: `n3 0:[7]`, `n3 1`. */
function origins(list: unknown): string {
  if (!Array.isArray(list) || list.length === 0) return "none";
  return list
    .map(([name, , index, values]) =>
      Array.isArray(values) ? `${name} ${index}:[${values.join(" ")}]` : `${name} ${index}`,
    )
    .join(" ");
}

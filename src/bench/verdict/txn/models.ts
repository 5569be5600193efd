/**
 * Consistency models, which of them are stronger than others, and which anomalies each one forbids:
 * the lattice of elle.consistency-model, whose sources are Adya's thesis (1999), Bailis et al.
 * (Highly Available Transactions), Cerone et al. (2015) and Daudjee and Salem (2004, 2006).
 */

/** Models have several names. Here the left one stands for the right one, which Elle prints. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "PL-1": "read-uncommitted",
  "PL-2": "read-committed",
  "PL-CS": "cursor-stability",
  "PL-2L": "monotonic-view",
  "PL-MSR": "monotonic-snapshot-read",
  "PL-2+": "consistent-view",
  "PL-FCV": "forward-consistent-view",
  "PL-2.99": "repeatable-read",
  "PL-SI": "snapshot-isolation",
  "PL-3U": "update-serializable",
  "PL-3": "serializable",
  "conflict-serializable": "serializable",
  "PL-SS": "strong-serializable",
  "strict-serializable": "strong-serializable",
  "strong-session-PL-1": "strong-session-read-uncommitted",
  "strong-session-PL-2": "strong-session-read-committed",
  "strong-PL-1": "strong-read-uncommitted",
  "strong-PL-2": "strong-read-committed",
};

/** What satisfies the model on the left satisfies those on the right. */
const WEAKER: Readonly<Record<string, readonly string[]>> = {
  "read-committed": ["read-uncommitted"],
  "cursor-stability": ["read-committed"],
  "monotonic-view": ["read-committed"],
  "monotonic-snapshot-read": ["read-committed"],
  "monotonic-atomic-view": ["read-committed"],
  "consistent-view": ["cursor-stability", "monotonic-view"],
  "forward-consistent-view": ["consistent-view"],
  "update-serializable": ["forward-consistent-view"],
  "read-atomic": ["monotonic-atomic-view"],
  "update-atomic": ["read-atomic"],
  "causal-cerone": ["read-atomic"],
  prefix: ["causal-cerone"],
  "parallel-snapshot-isolation": ["causal-cerone", "update-atomic"],
  "repeatable-read": ["cursor-stability", "monotonic-atomic-view"],
  "snapshot-isolation": [
    "forward-consistent-view",
    "monotonic-atomic-view",
    "monotonic-snapshot-read",
    "parallel-snapshot-isolation",
    "prefix",
  ],
  serializable: [
    "repeatable-read",
    "snapshot-isolation",
    "update-serializable",
    "view-serializable",
  ],
  "session-serializable": ["1SR"],
  "strong-session-read-uncommitted": ["read-uncommitted"],
  "strong-session-read-committed": ["read-committed", "strong-session-read-uncommitted"],
  "strong-session-snapshot-isolation": ["snapshot-isolation", "strong-session-read-committed"],
  "strong-session-serializable": ["serializable", "strong-session-snapshot-isolation"],
  "strong-read-uncommitted": ["strong-session-read-uncommitted"],
  "strong-read-committed": ["strong-session-read-committed", "strong-read-uncommitted"],
  "strong-snapshot-isolation": ["strong-session-snapshot-isolation", "strong-read-committed"],
  "strong-serializable": [
    "linearizable",
    "session-serializable",
    "strong-session-serializable",
    "strong-snapshot-isolation",
  ],
  linearizable: ["sequential"],
  sequential: ["causal"],
  causal: ["PRAM", "writes-follow-reads"],
  PRAM: ["monotonic-reads", "monotonic-writes", "read-your-writes"],
};

/** The anomaly on the left is also each one on the right. Not all of these are ever found. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  "incompatible-order": ["G1a"],
  "dirty-update": ["G1a"],
  "future-read": ["G1c"],
  "lost-update": ["G2-item"],
  G1a: ["G1"],
  G1b: ["G1"],
  ...withVariants({
    G0: ["G1c"],
    G1c: ["G1"],
    G1: [],
    "G-single-item": ["G-single", "G-nonadjacent-item"],
    "G-single": ["G-nonadjacent"],
    "G-nonadjacent-item": ["G-nonadjacent", "G2-item"],
    "G-nonadjacent": ["G2"],
    "G2-item": ["G2"],
    G2: [],
  }),
};

/**
 * What a model forbids beyond the weaker ones. `garbage-read` is not Elle's, which breaks at a value
 * that nobody wrote: no model lets a database make values up.
 */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  "read-uncommitted": [
    "G0",
    "duplicate-elements",
    "cyclic-versions",
    "garbage-read",
    "PL-1-cycle-exists",
  ],
  "read-committed": ["G1", "PL-2-cycle-exists"],
  "cursor-stability": ["lost-update"],
  "consistent-view": ["G-single"],
  "read-atomic": ["internal", "G1a", "future-read"],
  "update-atomic": ["lost-update"],
  "snapshot-isolation": ["G-nonadjacent", "PL-SI-cycle-exists"],
  "repeatable-read": ["G2-item", "PL-2.99-cycle-exists"],
  serializable: ["G2", "PL-3-cycle-exists"],
  "strong-session-read-uncommitted": ["G0-process", "strong-session-PL-1-cycle-exists"],
  "strong-session-read-committed": ["G1c-process", "strong-session-PL-2-cycle-exists"],
  "strong-session-snapshot-isolation": [
    "G1-process",
    "G-nonadjacent-process",
    "strong-session-snapshot-isolation-cycle-exists",
  ],
  "strong-session-serializable": ["G2-process", "strong-session-serializable-cycle-exists"],
  "strong-read-uncommitted": ["G0-realtime", "strong-PL-1-cycle-exists"],
  "strong-read-committed": ["G1c-realtime", "strong-PL-2-cycle-exists"],
  "strong-snapshot-isolation": [
    "G1-realtime",
    "G-nonadjacent-realtime",
    "strong-snapshot-isolation-cycle-exists",
  ],
  "strong-serializable": ["G2-realtime", "PL-SS-cycle-exists"],
};

/** An anomaly of data is one of processes too, and that is one of real time: processes take turns. */
function withVariants(
  implied: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> {
  const all: Record<string, readonly string[]> = {};
  for (const [type, others] of Object.entries(implied)) {
    all[type] = [...others, `${type}-process`];
    all[`${type}-process`] = [...others.map((other) => `${other}-process`), `${type}-realtime`];
    all[`${type}-realtime`] = others.map((other) => `${other}-realtime`);
  }
  return all;
}

const STRONGER = reverse(WEAKER);
const IMPLYING = reverse(IMPLIED);
const FORBIDDING = reverse(FORBIDDEN);

const MODELS: ReadonlySet<string> = new Set([...Object.keys(WEAKER), ...STRONGER.keys()]);

/** The error for a name that is no consistency model. It names the nearest ones. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

/** Models by the names that Elle prints, from names with commas, blanks or both between them. */
export function parseModels(text: string): string[] {
  const names = text.split(/[\s,]+/u).filter((name) => name !== "");
  if (names.length === 0) throw new ModelError("Name at least one consistency model");
  return names.map(toModel);
}

function toModel(text: string): string {
  const name = text.replace(/^:/u, "");
  const model = OTHER_NAMES[name] ?? name;
  if (MODELS.has(model)) return model;
  const known = [...MODELS, ...Object.keys(OTHER_NAMES)];
  const distances = known.map((other) => ({ other, distance: distanceOf(name, other) }));
  const nearest = distances.toSorted((left, right) => left.distance - right.distance).slice(0, 3);
  const names = nearest.map(({ other }) => other).join(", ");
  throw new ModelError(`Unknown consistency model ${text}; the nearest are ${names}`);
}

/** The anomalies that must not be there if all these models hold, by the names of `parseModels`. */
export function forbiddenBy(models: readonly string[]): Set<string> {
  for (const model of models)
    if (!MODELS.has(model)) throw new Error(`No model is called ${model}`);
  const weaker = reach(models, (model) => WEAKER[model]);
  const direct = [...weaker].flatMap((model) => FORBIDDEN[model] ?? []);
  return reach(direct, (type) => IMPLYING.get(type));
}

/** That anomaly and all that it is too. */
export function impliedBy(type: string): Set<string> {
  return reach([type], (other) => IMPLIED[other]);
}

/** The models that cannot hold if these anomalies are there. */
export function impossibleAfter(types: Iterable<string>): Set<string> {
  const implied = reach(types, (type) => IMPLIED[type]);
  return strongerThan([...implied].flatMap((type) => FORBIDDING.get(type) ?? []));
}

/** These models, and all that are stronger than one of them. */
export function strongerThan(models: Iterable<string>): Set<string> {
  return reach(models, (model) => STRONGER.get(model));
}

/** Elle's `:not`, the weakest models that cannot hold, and `:also-not`, the others; both sorted. */
export function boundaryOf(types: Iterable<string>): { not: string[]; alsoNot: string[] } {
  const impossible = [...impossibleAfter(types)].toSorted();
  const isWeakest = (model: string): boolean =>
    [...reach([model], (other) => WEAKER[other])].every(
      (other) => other === model || !impossible.includes(other),
    );
  const not = impossible.filter(isWeakest);
  return { not, alsoNot: impossible.filter((model) => !not.includes(model)) };
}

/** Whatever can be reached from the first ones, these included. */
function reach(
  first: Iterable<string>,
  next: (name: string) => readonly string[] | undefined,
): Set<string> {
  const reached = new Set(first);
  for (const name of reached) for (const other of next(name) ?? []) reached.add(other);
  return reached;
}

function reverse(edges: Readonly<Record<string, readonly string[]>>): Map<string, string[]> {
  const reversed = new Map<string, string[]>();
  for (const [source, targets] of Object.entries(edges)) {
    for (const target of targets) {
      const sources = reversed.get(target);
      if (sources === undefined) reversed.set(target, [source]);
      else sources.push(source);
    }
  }
  return reversed;
}

/** Levenshtein's: how many letters must be put in, left out or changed. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

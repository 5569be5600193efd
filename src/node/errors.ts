/** Maelstrom's error codes (doc/protocol.md, "Errors"). */
export const ErrorCode = {
  timeout: 0,
  nodeNotFound: 1,
  notSupported: 10,
  temporarilyUnavailable: 11,
  malformedRequest: 12,
  crash: 13,
  abort: 14,
  keyDoesNotExist: 20,
  keyAlreadyExists: 21,
  preconditionFailed: 22,
  txnConflict: 30,
} as const;

/** After these the request may have been carried out or not. The same is true of unknown codes. */
const INDEFINITE: ReadonlySet<number> = new Set([ErrorCode.timeout, ErrorCode.crash]);
const KNOWN: ReadonlySet<number> = new Set(Object.values(ErrorCode));

/** Whether a request that got this error did not and will not happen. */
export function isDefinite(code: number): boolean {
  return KNOWN.has(code) && !INDEFINITE.has(code);
}

/** The text of a thrown value, for the log. Never throws, although anything can be thrown. */
export function describe(error: unknown): string {
  try {
    if (error instanceof RpcError) return `${error.message} (error ${error.code})`;
    return error instanceof Error ? String(error.stack ?? error.message) : String(error);
  } catch {
    return "an error that cannot be turned into text";
  }
}

/**
 * An error with a code of Maelstrom's. A handler throws it to answer with its code and text, and an
 * `rpc` rejects with it when the answer is an error.
 */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }

  /** True if the request did not and will not happen. */
  get definite(): boolean {
    return isDefinite(this.code);
  }
}

/** The error for a request with missing or invalid fields. */
export function malformed(text: string): RpcError {
  return new RpcError(ErrorCode.malformedRequest, text);
}

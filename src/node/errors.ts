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

/** Codes that leave open whether the request was carried out; so does every unknown code. */
const INDEFINITE: ReadonlySet<number> = new Set([ErrorCode.timeout, ErrorCode.crash]);
const KNOWN: ReadonlySet<number> = new Set(Object.values(ErrorCode));

/** Whether a request that got this error did not and will not happen. */
export function isDefinite(code: number): boolean {
  return KNOWN.has(code) && !INDEFINITE.has(code);
}

/** What was thrown, for the log. Anything can be, also what cannot be turned into text. */
export function describe(error: unknown): string {
  try {
    if (error instanceof RpcError) return `${error.message} (error ${error.code})`;
    return error instanceof Error ? String(error.stack ?? error.message) : String(error);
  } catch {
    return "an error that cannot be told";
  }
}

/**
 * An error that travels: a handler that throws one answers with its code and text, and an `rpc`
 * that was answered with an error rejects with one.
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

/** What a request gets that does not say what it must. */
export function malformed(text: string): RpcError {
  return new RpcError(ErrorCode.malformedRequest, text);
}

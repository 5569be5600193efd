/** The requests of a node that wait for their answers, by `msg_id`. */

import { ErrorCode, RpcError } from "./errors.ts";
import { type Body, type Message } from "./message.ts";
import { type Timer } from "./timers.ts";

export interface Call {
  /** The node that was asked: nobody else can answer. */
  readonly target: string;
  readonly resolve: (body: Body) => void;
  readonly reject: (error: RpcError) => void;
  /** Canceled when the call is closed. */
  readonly timers: Timer[];
}

export class OpenCalls {
  readonly #calls = new Map<number, Call>();
  #lastMsgId = 0;

  /** A `msg_id` that no other request of this node has. */
  nextMsgId(): number {
    return ++this.#lastMsgId;
  }

  open(msgId: number, call: Call): void {
    this.#calls.set(msgId, call);
  }

  /** Resolves or rejects the call that a message answers. A late or second answer is ignored. */
  answer({ src, body }: Message): void {
    const msgId = Number(body.in_reply_to);
    const call = this.#calls.get(msgId);
    if (call?.target !== src) return;
    this.#close(msgId, call);
    if (body.type === "error") call.reject(toRpcError(body));
    else call.resolve(body);
  }

  /** Rejects a call that was not answered in time. */
  giveUp(msgId: number, error: RpcError): void {
    const call = this.#calls.get(msgId);
    if (call === undefined) return;
    this.#close(msgId, call);
    call.reject(error);
  }

  #close(msgId: number, call: Call): void {
    this.#calls.delete(msgId);
    for (const timer of call.timers) timer.cancel();
  }
}

function toRpcError({ code, text }: Body): RpcError {
  return new RpcError(
    typeof code === "number" ? code : ErrorCode.crash,
    typeof text === "string" ? text : "",
  );
}

/** Runs tests in a worker, so that the page can be used meanwhile. */

import { type Answer, type News, type Order } from "./worker.ts";

export class Runner {
  readonly #url: string;
  #worker: Worker | undefined;
  #isBusy = false;

  /** `script` is the text of the worker's. */
  constructor(script: string) {
    this.#url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  }

  /** Gives up the run before, whose `answered` is then never called. */
  run(order: Order, reached: (timeMs: number) => void, answered: (answer: Answer) => void): void {
    if (this.#isBusy) this.stop();
    const worker = (this.#worker ??= new Worker(this.#url));
    const listening = new AbortController();
    const { signal } = listening;
    const end = (answer: Answer): void => {
      listening.abort();
      this.#isBusy = false;
      answered(answer);
    };
    this.#isBusy = true;
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<News>) => {
        if ("reachedMs" in data) reached(data.reachedMs);
        else end(data);
      },
      { signal },
    );
    worker.addEventListener(
      "error",
      ({ message }) => {
        this.stop();
        end({ problem: message || "The browser does not let this page have a worker" });
      },
      { signal },
    );
    worker.postMessage(order, { transfer: [] });
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isBusy = false;
  }
}

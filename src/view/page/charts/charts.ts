/** The charts: latencies of values, messages a second, and how far values have spread. */

import uPlot from "uplot";
import { ratesOf } from "../../model/series.ts";
import { element } from "../dom.ts";
import { type State } from "../state.ts";
import { itemAt } from "../../model/columns.ts";
import { requestsOf, type Request } from "../../model/requests.ts";
import { CoverageChart } from "./coverage.ts";
import { requestColumns } from "./requests.ts";
import { distributionOf, latenciesOf, latencyValues } from "./latencies.ts";
import { optionsOf, shadeFaults, verticals } from "./options.ts";

const HEIGHT = 240;

/** What is shown before and after a request that one goes to. */
const MARGIN_MS = 200;

interface Chart {
  readonly body: HTMLElement;
  make(width: number): uPlot | undefined;
  made?: uPlot | undefined;
}

export class Charts {
  readonly root: HTMLElement;
  readonly #state: State;
  readonly #show: () => void;
  readonly #charts: Chart[] = [];
  readonly #coverage: CoverageChart | undefined;

  /** `show` brings the diagram into sight. */
  constructor(state: State, show: () => void) {
    this.#state = state;
    this.#show = show;
    this.root = element("div", { class: "charts" });
    const { run } = state;
    const hasValues = run.record.values.texts.length > 0;
    if (hasValues) this.#addLatencies();
    if (hasValues && run.holdings.isKnown) {
      this.#coverage = new CoverageChart(state, show);
      this.root.append(
        figure(
          "Nodes that have each value",
          "Each row is a value, from its broadcast on. Click one to follow it.",
          this.#coverage.root,
        ),
      );
    }
    if (run.messages !== undefined && !hasValues) this.#addRequests(requestsOf(run.messages));
    if (run.messages !== undefined) this.#addRates();
    new ResizeObserver(() => this.#resize()).observe(this.root);
    state.listen((_, before) => {
      if (before === undefined) this.#make();
    });
  }

  #addLatencies(): void {
    const state = this.#state;
    const { record } = state.run;
    this.#add(
      "Stable latency of each value",
      "From the acknowledgement until every read shows it. Click a point to follow its value.",
      (width) => {
        const plot = new uPlot(
          optionsOf(state, {
            width,
            height: HEIGHT,
            label: "known at",
            unit: "ms",
            series: [
              {
                label: "latency",
                colour: state.colours.accent,
                isPoints: true,
              },
              { label: "lost", colour: state.colours.bad, isPoints: true },
            ],
            hooks: { drawClear: [(it) => shadeFaults(it, state)] },
          }),
          latenciesOf(record),
          element("div"),
        );
        const values = latencyValues(record);
        plot.over.addEventListener("click", () => {
          const text = values[plot.cursor.idx ?? -1];
          const value = text === undefined ? undefined : state.run.values.find(text);
          if (value === undefined) return;
          state.follow(value);
          this.#show();
        });
        return plot;
      },
    );
    this.#add(
      "Distribution of the latencies",
      record.challenge === undefined
        ? "Of the values that were not lost: how many every read showed within each time."
        : `Of the values that were not lost: how many every read showed within each time, and the limits of challenge ${record.challenge.name}.`,
      (width) => {
        const data = distributionOf(record);
        if (data[0].length === 0) return undefined;
        return new uPlot(
          optionsOf(state, {
            width,
            height: HEIGHT,
            label: "latency",
            unit: "%",
            isTime: false,
            series: [{ label: "values", colour: state.colours.accent, isStepped: true }],
            hooks: { draw: [(it) => verticals(it, state, record.challenge)] },
            furthest: record.challenge?.maxLatencyMs,
          }),
          data,
          element("div"),
        );
      },
    );
  }

  #addRequests(requests: readonly Request[]): void {
    const state = this.#state;
    const kinds = state.run.messages?.kinds ?? [];
    const { data, shown } = requestColumns(requests);
    if (data[0].length === 0) return;
    this.#add(
      "Latency of each request",
      "From a client's request until it had the answer. Click a point to see its message.",
      (width) => {
        const style = {
          width,
          height: HEIGHT,
          label: "sent at",
          unit: "ms",
          series: [
            ...shown.map((kind) => ({
              label: itemAt(kinds, kind).name || "(no type)",
              colour: state.colours.kinds[kind] ?? state.colours.muted,
              isPoints: true,
            })),
            { label: "no answer", colour: state.colours.bad, isPoints: true },
          ],
          hooks: { drawClear: [(it: uPlot): void => shadeFaults(it, state)] },
        };
        const plot = new uPlot(optionsOf(state, style), data, element("div"));
        plot.over.addEventListener("click", () => {
          const request = requests[plot.cursor.idx ?? -1];
          if (request === undefined) return;
          const { message, sentMs, latencyMs = 0 } = request;
          state.change({ selected: message, cursorMs: sentMs, isPlaying: false });
          state.showTimes(sentMs - MARGIN_MS, sentMs + latencyMs + MARGIN_MS);
          this.#show();
        });
        return plot;
      },
    );
  }

  #addRates(): void {
    const state = this.#state;
    const { seconds, series } = ratesOf(state.run);
    if (series.length === 0) return;
    this.#add("Messages between nodes", "Sent a second, by type.", (width) => {
      const kinds = state.run.messages?.kinds ?? [];
      return new uPlot(
        optionsOf(state, {
          width,
          height: HEIGHT,
          label: "time",
          unit: "/s",
          series: series.map(({ kind }) => ({
            label: kind.name || "(no type)",
            colour: state.colours.kinds[kinds.indexOf(kind)] ?? state.colours.muted,
          })),
          hooks: { drawClear: [(it) => shadeFaults(it, state)] },
        }),
        [[...seconds], ...series.map(({ perSecond }) => [...perSecond])],
        element("div"),
      );
    });
  }

  #add(title: string, text: string, make: (width: number) => uPlot | undefined): void {
    const body = element("div", { class: "plot", role: "img", "aria-label": `${title}. ${text}` });
    this.#charts.push({ body, make });
    this.root.append(figure(title, text, body));
  }

  /** They listen to the window, and would do so without end. */
  close(): void {
    for (const { made } of this.#charts) made?.destroy();
  }

  #make(): void {
    for (const chart of this.#charts) {
      chart.made?.destroy();
      chart.made = chart.make(chart.body.clientWidth);
      const shown = chart.made?.root ?? element("p", { class: "note", text: "There is none." });
      chart.body.replaceChildren(shown);
    }
  }

  #resize(): void {
    for (const { made, body } of this.#charts) {
      if (made !== undefined && made.width !== body.clientWidth) {
        made.setSize({ width: body.clientWidth, height: HEIGHT });
      }
    }
    this.#coverage?.resize();
  }
}

function figure(title: string, text: string, body: HTMLElement): HTMLElement {
  return element("figure", {}, [
    element("figcaption", {}, [
      element("h3", { text: title }),
      element("p", { class: "note", text }),
    ]),
    body,
  ]);
}

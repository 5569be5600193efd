/** What makes a map one to play with: nodes can be pressed, and a line cuts the network. */

import { type Scenario, type ScenarioAction } from "../../bench/faults/scenario.ts";
import { hearingOf } from "../../view/model/hearing.ts";
import { element, timeText } from "../../view/page/dom.ts";
import { type ClusterMap } from "../../view/page/map/map.ts";
import { type Point } from "../../view/page/map/layout.ts";
import { type State } from "../../view/page/state.ts";
import { actionsFor, cutBy, isCutAt, stepTimeOf, type Condition } from "../model/steps.ts";
import { LineTool } from "./line-tool.ts";
import { nodeMenu } from "./node-menu.ts";

export interface MapEditorOptions {
  /** What is done already. */
  readonly steps: Scenario;
  /** The end of the load: nothing is changed after it. */
  readonly endMs: number;
  /** What a node's menu offers to broadcast. */
  readonly value: number;
  /** Something is to be done at a time, to a node or to all. */
  readonly acted: (atMs: number, action: ScenarioAction, node: number | undefined) => void;
  /** Tells why something cannot be done. */
  readonly refused: (text: string) => void;
}

export class MapEditor {
  readonly #state: State;
  readonly #map: ClusterMap;
  readonly #options: MapEditorOptions;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #line: LineTool;
  readonly #closing = new AbortController();
  #menu: HTMLElement | undefined;

  constructor(state: State, map: ClusterMap, options: MapEditorOptions) {
    this.#state = state;
    this.#map = map;
    this.#options = options;
    this.#buttons = state.run.nodes.map((name, node) => this.#makeButton(name, node));
    this.#line = new LineTool(map.frame, {
      begun: () => {
        this.#closeMenu();
        state.change({ isPlaying: false });
      },
      moved: (from, to) => this.#mark(this.#cutBetween(from, to)?.nodes ?? []),
      drawn: (from, to) => this.#cut(this.#cutBetween(from, to)),
      cancelled: () => this.#mark([]),
    });
    const nodes = element(
      "div",
      { class: "map-nodes", role: "group", "aria-label": "Nodes: choose one to change it now" },
      this.#buttons,
    );
    map.frame.classList.add("is-editable");
    map.frame.append(nodes);
    document.addEventListener(
      "pointerdown",
      ({ target }) => {
        if (target instanceof Node && !this.#menu?.contains(target)) this.#closeMenu();
      },
      { signal: this.#closing.signal },
    );
    // The map hears of a change first, and has moved its nodes by now.
    state.listen(() => this.#place());
  }

  close(): void {
    this.#closing.abort();
  }

  focus(node: number): void {
    for (const [place, button] of this.#buttons.entries()) {
      button.tabIndex = place === node ? 0 : -1;
    }
    this.#buttons[node]?.focus({ preventScroll: true });
  }

  #makeButton(name: string, node: number): HTMLButtonElement {
    const made = element("button", {
      type: "button",
      class: "map-node",
      "aria-label": name,
      "aria-haspopup": "dialog",
      title: name,
      tabindex: node === 0 ? 0 : -1,
    });
    made.addEventListener("click", ({ detail }) => {
      // One that the keyboard makes counts no presses, and no line was drawn with it.
      if (detail === 0 || !this.#line.wasLine) this.#open(node);
    });
    made.addEventListener("keydown", (event) => this.#keyed(event, node));
    made.addEventListener("focus", () => this.#state.change({ pointed: node }));
    made.addEventListener("blur", () => this.#state.change({ pointed: undefined }));
    return made;
  }

  /** One of the nodes can be reached with Tab, the others from there with the arrows. */
  #keyed(event: KeyboardEvent, node: number): void {
    const isForward = event.key === "ArrowRight" || event.key === "ArrowDown";
    const isBack = event.key === "ArrowLeft" || event.key === "ArrowUp";
    if (!isForward && !isBack) return;
    event.preventDefault();
    const count = this.#buttons.length;
    this.focus((node + (isForward ? 1 : count - 1)) % count);
  }

  #place(): void {
    const size = Math.max(24, 2 * this.#map.radius + 6);
    for (const [node, { x, y }] of this.#map.points.entries()) {
      const style = this.#buttons[node]?.style;
      if (style === undefined) continue;
      style.width = `${size}px`;
      style.height = `${size}px`;
      style.transform = `translate(${x - size / 2}px, ${y - size / 2}px)`;
    }
  }

  #open(node: number): void {
    const { view, run } = this.#state;
    this.#closeMenu();
    if (!this.#canAct()) return;
    const { isPlaying } = view;
    this.#state.change({ isPlaying: false });
    const atMs = stepTimeOf(view.cursorMs);
    const name = run.nodes[node] ?? "";
    const menu = nodeMenu({
      title: `${name} at ${timeText(atMs)}`,
      actions: actionsFor(name, this.#conditionOf(node, atMs)),
      node: name,
      value: this.#options.value,
      chosen: (action) => {
        this.#closeMenu();
        this.#state.change({ isPlaying });
        this.#options.acted(atMs, action, node);
      },
      closed: () => {
        this.#closeMenu();
        this.#state.change({ isPlaying });
        this.focus(node);
      },
    });
    this.#menu = menu;
    this.#map.frame.append(menu);
    this.#placeMenu(menu, node);
    menu.querySelector<HTMLElement>(".group button")?.focus({ preventScroll: true });
  }

  /** Beside the node, and within the map. */
  #placeMenu(menu: HTMLElement, node: number): void {
    const { x, y } = this.#map.points[node] ?? { x: 0, y: 0 };
    const { clientWidth, clientHeight } = this.#map.frame;
    const left = Math.min(x + this.#map.radius + 4, clientWidth - menu.offsetWidth - 4);
    const top = Math.min(y - 12, clientHeight - menu.offsetHeight - 4);
    menu.style.left = `${Math.max(4, left)}px`;
    menu.style.top = `${Math.max(4, top)}px`;
  }

  #closeMenu(): void {
    this.#menu?.remove();
    this.#menu = undefined;
  }

  #conditionOf(node: number, atMs: number): Condition {
    const { moments, run, view } = this.#state;
    const { killed, paused } = hearingOf(run.nodes.length, moments.faultsAt(view.cursorMs));
    const isCut = isCutAt(this.#options.steps, atMs);
    return { isKilled: killed.has(node), isPaused: paused.has(node), isCut };
  }

  #canAct(): boolean {
    const { endMs, refused } = this.#options;
    if (stepTimeOf(this.#state.view.cursorMs) <= endMs) return true;
    refused(`The load ends at ${timeText(endMs)}: go back before it to change something.`);
    return false;
  }

  #mark(names: readonly string[]): void {
    for (const [node, name] of this.#state.run.nodes.entries()) {
      this.#buttons[node]?.classList.toggle("is-cut-off", names.includes(name));
    }
  }

  #cutBetween(from: Point, to: Point): ReturnType<typeof cutBy> {
    return cutBy(from, to, this.#state.run.nodes, this.#map.points);
  }

  #cut(action: ReturnType<typeof cutBy>): void {
    this.#mark([]);
    if (!this.#canAct()) return;
    if (action === undefined) {
      this.#options.refused("All nodes are on one side of that line, so it cuts nothing.");
    } else {
      this.#options.acted(stepTimeOf(this.#state.view.cursorMs), action, undefined);
    }
  }
}

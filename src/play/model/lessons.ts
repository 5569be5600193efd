/**
 * The lessons, in the order of Maelstrom's chapter on broadcast and beyond. Each has a question, and
 * its answer is measured: no number in an answer stands in the text.
 */

import { figuresOf } from "../../view/model/figures.ts";
import { type LimitsRecord } from "../../view/model/record.ts";
import { type Run } from "../../view/model/run.ts";
import { type StrategyName } from "../../broadcast/strategies/index.ts";
import { type Experiment } from "./experiment.ts";
import * as experiments from "./lesson-experiments.ts";
import {
  costText,
  count,
  holdersOf,
  missingIn,
  missingText,
  ms,
  reachedMs,
  reachText,
  spreadText,
  type Answer,
} from "./lesson-answers.ts";

export interface Lesson {
  /** In the address of the page. */
  readonly name: string;
  readonly title: string;
  /** What is going on, in plain words: a paragraph each. */
  readonly text: readonly string[];
  readonly question: string;
  /** A number with this unit, or one of these. */
  readonly guess: { readonly unit: string } | { readonly choices: readonly string[] };
  readonly experiment: Experiment;
  /** The value whose way is shown, as JSON. */
  readonly follows?: string;
  /** Drawn into the chart of the latencies. */
  readonly limits?: LimitsRecord;
  /** From the run of its first contender, and that of the other, which is the same if there is none. */
  readonly measure: (run: Run, other: Run) => Answer;
  /** Why it is so. True of the run of the lesson, and said once the answer is there. */
  readonly why: string;
  /** What to do next, and what to look for. */
  readonly task: string;
  readonly link: { readonly text: string; readonly url: string };
  readonly strategy: StrategyName;
}

const CHAPTER = "https://github.com/jepsen-io/maelstrom/blob/main/doc/03-broadcast";

function chapter(text: string, place: string): Lesson["link"] {
  return { text: `Maelstrom's chapter 3: ${text}`, url: `${CHAPTER}/${place}` };
}

const LATE = "They arrive, but late";
const LOST = "Some nodes never get them";
const IN_TIME = "They arrive as if nothing had happened";
const BACK = "Yes, on all nodes";
const DEAD = "No, it died with its node";

export const LESSONS: readonly Lesson[] = [
  {
    name: "alone",
    title: "No communication",
    text: [
      "A cluster is a few servers, called nodes. A client gives a value to one node: it broadcasts " +
        "the value. In the end a client that asks any node should be shown all values.",
      "Here are five nodes. Each keeps what its own clients give it, and talks to nobody. Three " +
        "clients broadcast one value each, to three different nodes.",
    ],
    question: "How many of the three values are on all five nodes in the end?",
    guess: { unit: "values" },
    experiment: experiments.ALONE,
    measure: (run) => {
      const { values } = figuresOf(run);
      const everywhere = values - missingIn(run);
      const text = `${everywhere} of ${count(values, "value")}. ${spreadText(run)}`;
      return { value: everywhere, text };
    },
    why: "Each value is where its client left it. The verdict goes by what clients are shown: it calls a value lost if the very last reads miss it.",
    task:
      "Open Settings and choose the strategy flood. Look at the map: now lines join the nodes, and " +
      "the verdict says Valid.",
    link: chapter("broadcast and read", "01-broadcast.md#broadcast-and-read"),
    strategy: "local",
  },
  {
    name: "storm",
    title: "The storm",
    text: [
      "So nodes must talk. The grid says who is whose neighbour: a line on the map joins two of " +
        "them. The simplest rule: whatever a node hears, it tells all its neighbours, always.",
      "One client broadcasts one value to n0. A message takes 100 ms from node to node.",
    ],
    question: "How many messages do the five nodes send each other within the first second?",
    guess: { unit: "messages" },
    experiment: experiments.STORM,
    measure: (run) => {
      const { serverMessages } = figuresOf(run);
      const reach = reachText(reachedMs(run, experiments.VALUE));
      return { value: serverMessages, text: `${count(serverMessages, "message")}. ${reach}` };
    },
    why: "Nothing in the rule ever stops: each message that arrives causes more of them.",
    task:
      "Open Settings and set the latency to 200 ms, so that there is time for half as many rounds. Look " +
      "at the number of messages in the top line: it is far less than half, since each round multiplies.",
    link: chapter("tell your neighbours", "01-broadcast.md#tell-your-friends-tell-your-neighbors"),
    strategy: "storm",
  },
  {
    name: "flood",
    title: "Flood: only what is new",
    text: [
      "The cure is one question that a node asks itself: did I know this value already? Only a value " +
        "that is new to it is told to all its neighbours.",
      "Five nodes in a grid have five links. One client broadcasts one value to n0.",
    ],
    question: "Five nodes in a grid, one value: how many messages between servers?",
    guess: { unit: "messages" },
    experiment: experiments.FLOOD,
    measure: (run) => {
      const { serverMessages } = figuresOf(run);
      const reach = reachText(reachedMs(run, experiments.VALUE));
      return { value: serverMessages, text: `${count(serverMessages, "message")}. ${reach}` };
    },
    why: "Each node tells each of its neighbours once, so every link carries the value in both directions: twice five.",
    task:
      "Point at a message in either picture that goes back to where the value came from. Then click n4 " +
      "on the map and broadcast another value there: it costs as much again.",
    link: chapter("tell your neighbours", "01-broadcast.md#tell-your-friends-tell-your-neighbors"),
    strategy: "flood",
  },
  {
    name: "relay",
    title: "Not back to the sender",
    text: [
      "Who told me a value has it. So a node need not tell it back: it tells all its neighbours but " +
        "the one that the value came from. This rule is called relay here.",
      "The same grid, the same value at n0.",
    ],
    question: "How many messages are left?",
    guess: { unit: "messages" },
    experiment: experiments.RELAY,
    measure: (run) => {
      const { serverMessages } = figuresOf(run);
      const reach = reachText(reachedMs(run, experiments.VALUE));
      return { value: serverMessages, text: `${count(serverMessages, "message")}. ${reach}` };
    },
    why: "Fewer than four cannot do, since four nodes have to hear of the value. What is more than that reaches nodes that know it already: they are told from two sides.",
    task:
      "Open Settings and choose the topology line. Look at the number of messages: it is the least " +
      "there can be, but the value takes longer to the last node.",
    link: chapter("how many messages?", "02-performance.md#how-many-messages"),
    strategy: "relay",
  },
  {
    name: "partition",
    title: "What a partition loses",
    text: [
      "Networks fail. A partition cuts the nodes into groups that cannot hear each other: what is " +
        "sent across the cut is dropped. Red crosses in the diagram mark such messages.",
      "Nine nodes relay. From 2 s to 5 s the first row, n0 to n2, is cut off; then the network is " +
        "whole again and stays so.",
    ],
    question: "What becomes of values that are broadcast during the cut?",
    guess: { choices: [IN_TIME, LATE, LOST] },
    experiment: experiments.PARTITION,
    measure: (run) => ({ value: fateOf(run), text: missingText(run) }),
    why: "Relay sends a value once and never asks whether it came. What the cut drops is gone, and the heal brings none of it back.",
    task:
      "Go to 3 s, draw another line across the map, and look which further " +
      "values the verdict names below. Then open Settings and clear the steps: nothing is lost.",
    link: chapter("dealing with failure", "02-performance.md#dealing-with-failure"),
    strategy: "relay",
  },
  {
    name: "retry",
    title: "Retry, and what it costs",
    text: [
      "A node that wants to be sure asks for an answer. It sends a value to a neighbour again, every " +
        "second, until the neighbour has answered. An answer is a message too.",
      "The same cut of the same cluster twice, side by side: retry and relay.",
    ],
    question: "Retry loses nothing. How many messages does it send for each message of relay?",
    guess: { unit: "times as many" },
    experiment: experiments.RETRY,
    measure: (retry, relay) => {
      const [one, other] = [figuresOf(retry), figuresOf(relay)];
      const ratio = Number((one.serverMessages / other.serverMessages).toFixed(1));
      const sent = `${count(one.serverMessages, "message")} to ${other.serverMessages.toLocaleString("en")}`;
      const missing = `Retry: ${missingText(retry)} Relay: ${missingText(relay)}`;
      return { value: ratio, text: `${sent}, ${ratio} times as many. ${missing}` };
    },
    why: "Each message has an answer now, and during the cut the same values are sent again every second.",
    task:
      "Change the second step in Settings from 5s heal to 7s heal. Look at the table at the top: what " +
      "retry sends grows with the length of the cut.",
    link: chapter("dealing with failure", "02-performance.md#dealing-with-failure"),
    strategy: "retry",
  },
  {
    name: "latency",
    title: "Latency against messages",
    text: [
      "Twenty-five nodes stand in a line, and relay. A value costs the least number of messages, 24. " +
        "But it goes from hand to hand.",
      "Challenge 3d of Gossip Glomers wants at most 30 messages an operation, a median latency below " +
        "400 ms and none above 600 ms. Its limits are drawn in the chart of latencies below.",
    ],
    question: "A hop takes 100 ms. When does a value from n0 reach the last of the 25 nodes?",
    guess: { unit: "ms later" },
    experiment: experiments.LATENCY,
    follows: `${experiments.VALUE}`,
    limits: { name: "3d", medianLatencyMs: 400, maxLatencyMs: 600 },
    measure: (run) => {
      const reached = reachedMs(run, experiments.VALUE);
      return {
        value: reached ?? 0,
        text: `${reachText(reached)} All of the load: ${costText(run)}.`,
      };
    },
    why: "A value at the end of the line has 24 hops before it. The line is cheap, and slow.",
    task:
      "Try the topologies grid, tree4 and total in Settings. Look at two figures in the top line, " +
      "messages an operation and the longest latency: which of them meets 3d?",
    link: { text: "Gossip Glomers, challenge 3d", url: "https://fly.io/dist-sys/3d/" },
    strategy: "relay",
  },
  {
    name: "batching",
    title: "Batching",
    text: [
      "A message may carry many values. A node that waits a little before it passes values on has " +
        "more of them to put into one message.",
      "The strategy tree sends values up to a root and down again. Twice the same load on 25 nodes: " +
        "at the left each node waits half a second, at the right it does not wait. Challenge 3e allows 20 messages an operation, a median " +
        "latency of 1 s, and 2 s for the longest.",
    ],
    question: "How many percent of the messages does the wait save?",
    guess: { unit: "%" },
    experiment: experiments.BATCHING,
    limits: { name: "3e", medianLatencyMs: 1000, maxLatencyMs: 2000 },
    measure: (waiting, hasty) => {
      const [one, other] = [figuresOf(waiting), figuresOf(hasty)];
      const saved = Math.round((1 - one.serverMessages / other.serverMessages) * 100);
      return {
        value: saved,
        text: `${saved} %. Waiting: ${costText(waiting)}. Not waiting: ${costText(hasty)}.`,
      };
    },
    why: "The messages that are saved are paid for with time: a value waits at each node on its way.",
    task:
      "Let the tree at the left wait 100 ms, then 1000 ms, in Settings. Look at the table at the top: how " +
      "few messages does the median of 3e still allow?",
    link: { text: "Gossip Glomers, challenge 3e", url: "https://fly.io/dist-sys/3e/" },
    strategy: "tree",
  },
  {
    name: "root",
    title: "A tree that loses its root",
    text: [
      "A tree needs few messages, but each of its links is the only one. In this cluster n0 is the root " +
        "of thirteen nodes. At 3 s it is killed, at 7 s it is started again with an empty memory.",
    ],
    question: "What becomes of values that are broadcast to the other nodes meanwhile?",
    guess: { choices: [IN_TIME, LATE, LOST] },
    experiment: experiments.ROOT,
    measure: (run) => {
      const longest = ms(figuresOf(run).longestLatencyMs ?? 0);
      const text = `${missingText(run)} The longest latency is ${longest}.`;
      return { value: fateOf(run), text };
    },
    why: "The children of the root notice that it is silent, choose another node, and compare what they have with it. Nothing is lost, but values that met the gap were late.",
    task:
      "Play from 3 s and look at the map: the lines move to another node and back. Then go to 4 s and kill " +
      "the node that took over as well.",
    link: chapter("dealing with failure", "02-performance.md#dealing-with-failure"),
    strategy: "tree",
  },
  {
    name: "disk",
    title: "Killed with and without a disk",
    text: [
      "A node that is killed forgets what it had in memory. Usually that costs nothing: the others have " +
        "it too. But n4 is cut off at 1 s, gets a value at 1.5 s, acknowledges it, and is killed at 2 s. " +
        "At 3 s it is started again, at 4 s the network is whole.",
      "In this first run the nodes have no disk.",
    ],
    question: "Is the value there in the end?",
    guess: { choices: [BACK, DEAD] },
    experiment: experiments.DISK,
    follows: `${experiments.VALUE}`,
    measure: (run) => {
      const holders = holdersOf(run, experiments.VALUE);
      const nodes = run.nodes.length;
      const text = `In the end ${holders} of ${nodes} nodes have it.`;
      return { value: holders === nodes ? BACK : DEAD, text };
    },
    why: "The only node that had the value forgot it. The verdict excuses this, since no protocol can save in memory what nobody else has heard. A node with a disk writes a value before it acknowledges it.",
    task:
      "Open Settings and give the nodes a disk. Look at the followed value: the line of n4 goes on " +
      "after it is started again, and the value spreads once the network is whole.",
    link: { text: "Gossip Glomers, challenge 3c", url: "https://fly.io/dist-sys/3c/" },
    strategy: "tree",
  },
];

const TOO_LATE_MS = 1000;

/** What became of the values as a whole. */
function fateOf(run: Run): string {
  if (missingIn(run) > 0) return LOST;
  return (figuresOf(run).longestLatencyMs ?? 0) > TOO_LATE_MS ? LATE : IN_TIME;
}

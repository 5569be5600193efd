/** Nodes for the tests of the bench. */

import { BroadcastServer, type ServedWorkload } from "../../src/broadcast/server.ts";
import { STRATEGIES, type StrategyName } from "../../src/broadcast/strategies/index.ts";
import { type MakeGuest } from "../../src/bench/cluster/in-process.ts";
import { type Host } from "../../src/node/host.ts";
import { type Message, parseMessage } from "../../src/node/message.ts";
import { Node } from "../../src/node/node.ts";

/** A node of the workloads broadcast and g-set. */
export function guestOf(strategy: StrategyName, workload?: ServedWorkload): MakeGuest {
  return (host) => {
    const node = new Node(host);
    new BroadcastServer(node, STRATEGIES[strategy].make, workload);
    return node;
  };
}

/** What a test has in hand when a line comes to a node. */
export interface Call {
  readonly message: Message;
  readonly node: Node;
  readonly host: Host;
  /** Lets the node have the line. */
  pass(): void;
}

/** A relay node whose input comes to `received` first, which may pass it on, or do worse. */
export function guestThat(received: (call: Call) => void): MakeGuest {
  return (host) => {
    const node = new Node(host);
    new BroadcastServer(node, STRATEGIES.relay.make);
    return {
      receive(line) {
        received({ message: parseMessage(line), node, host, pass: () => node.receive(line) });
      },
      wake: () => node.wake(),
    };
  };
}

/** As `guestThat`, but only for requests of clients of one type; all else is passed on. */
export function guestThatAnswers(type: string, received: (call: Call) => void): MakeGuest {
  return guestThat((call) => {
    const { src, body } = call.message;
    if (src.startsWith("c") && body.type === type) received(call);
    else call.pass();
  });
}

/** Writes an answer as it is given, in the name of the node. */
export function answer({ message, host }: Call, body: Record<string, unknown>): void {
  const { src, dest } = message;
  host.write(
    JSON.stringify({ src: dest, dest: src, body: { in_reply_to: message.body.msg_id, ...body } }),
  );
}

/** A node of the echo workload. */
export const echoGuest: MakeGuest = (host) => {
  const node = new Node(host);
  node.on("echo", (message) => {
    node.reply(message, { type: "echo_ok", echo: message.body["echo"] });
  });
  return node;
};

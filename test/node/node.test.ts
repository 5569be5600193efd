import { expect, test } from "bun:test";
import { ErrorCode, RpcError } from "../../src/node/errors.ts";
import { type Body } from "../../src/node/message.ts";
import { Node } from "../../src/node/node.ts";
import { MemoryHost } from "../../src/testing/memory-host.ts";
import { init, INIT_OK, line, message } from "../support/messages.ts";

/** A node n1 of five that has been initialized and has heard of the others. */
function started(): { host: MemoryHost; node: Node } {
  const host = new MemoryHost();
  const node = new Node(host);
  node.on("hello", () => {});
  node.receive(init());
  node.receive(line("n2", { type: "hello" }));
  host.take();
  return { host, node };
}

/** How a promise ended, once the microtasks before this one are done. */
async function outcome(promise: Promise<Body>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

function errorTo(dest: string, code: number, text: string, in_reply_to: number): unknown {
  return message(dest, { type: "error", code, text, in_reply_to });
}

test("a second handler of a type is refused, of init too", () => {
  const node = new Node(new MemoryHost());
  node.on("echo", () => {});
  expect(() => node.on("echo", () => {})).toThrow("Cannot handle echo twice");
  expect(() => node.on("init", () => {})).toThrow("Cannot handle init twice");
});

test("init gives the node its name and those of the others, before init_ok goes out", () => {
  const host = new MemoryHost();
  const node = new Node(host);
  const seen: unknown[] = [];
  node.onInit(() => seen.push(node.id, node.nodeIds, host.lines.length));
  expect(() => node.id).toThrow("before init");
  node.receive(init());
  expect(seen).toEqual(["n1", ["n1", "n2", "n3", "n4", "n5"], 0]);
  expect(host.take()).toEqual([INIT_OK]);
  expect([node.isNode("n5"), node.isNode("n6"), node.isNode("c0")]).toEqual([true, false, false]);
});

test("an init whose listener throws is answered with the error, and no later one succeeds", () => {
  const host = new MemoryHost();
  const node = new Node(host);
  let ups = 0;
  node.onUp(() => ups++);
  node.onInit(() => node.on("read", (request) => node.reply(request, { type: "read_ok" })));
  node.onInit(() => {
    throw new Error("the disk is full");
  });
  node.receive(init());
  expect(host.take()).toEqual([errorTo("c0", 13, "the disk is full", 1)]);
  const failed = "the init of this node failed; restart its process";
  node.receive(init());
  expect(host.take()).toEqual([errorTo("c0", 13, failed, 1)]);
  node.receive(line("c1", { type: "read", msg_id: 2 }));
  node.receive(line("n2", { type: "read", msg_id: 3 }));
  expect(host.take()).toEqual([errorTo("c1", 11, failed, 2)]);
  expect([node.isUp, ups]).toEqual([false, 0]);
});

test("one body goes to one node or to many", () => {
  const { host, node } = started();
  node.send("n2", { type: "a", x: 1 });
  node.send(["n3", "n4"], '{"type":"b"}');
  expect(host.take()).toEqual([
    message("n2", { type: "a", x: 1 }),
    message("n3", { type: "b" }),
    message("n4", { type: "b" }),
  ]);
});

test("nothing is sent to a name outside the cluster", () => {
  const { host, node } = started();
  for (const name of ["n6", "c0", "", "__proto__"]) {
    expect(() => node.send(name, { type: "a" })).toThrow("not a node of this cluster");
  }
  expect(host.take()).toEqual([]);
});

test("nothing is sent to another node before something proves that the cluster is up", () => {
  const host = new MemoryHost();
  const node = new Node(host);
  let ups = 0;
  node.onUp(() => ups++);
  node.on("read", () => node.send("n2", { type: "a" }));
  node.receive(init());
  expect(() => node.send("n2", { type: "a" })).toThrow("before the cluster is up");
  node.receive(init());
  expect([node.isUp, ups, host.take()]).toEqual([false, 0, [INIT_OK, INIT_OK]]);
  node.receive(line("c1", { type: "read" }));
  node.receive(line("c1", { type: "read" }));
  expect([node.isUp, ups]).toEqual([true, 1]);
  expect(host.take()).toEqual([message("n2", { type: "a" }), message("n2", { type: "a" })]);
});

test("a reply goes to the sender, names its request, and is sent only where one is wanted", () => {
  const { host, node } = started();
  node.on("add", (request) => node.reply(request, { type: "add_ok", sum: 3 }));
  node.receive(line("c7", { type: "add", msg_id: 42 }));
  node.receive(line("c7", { type: "add" }));
  node.receive(line("c7", { type: "add", msg_id: null }));
  expect(host.take()).toEqual([message("c7", { type: "add_ok", sum: 3, in_reply_to: 42 })]);
});

test("a second reply to one request is a programmer's error and does not reach the network", () => {
  const { host, node } = started();
  node.on("add", (request) => {
    node.reply(request, { type: "add_ok" });
    node.reply(request, { type: "add_ok" });
  });
  node.receive(line("c7", { type: "add", msg_id: 42 }));
  expect(host.take()).toEqual([message("c7", { type: "add_ok", in_reply_to: 42 })]);
  expect(host.logged[0]).toContain("Cannot answer twice");
});

test("an RpcError of a handler goes out as it is, anything else as error 13 with its text", async () => {
  const { host, node } = started();
  node.on("a", () => {
    throw new RpcError(ErrorCode.preconditionFailed, "no such thing");
  });
  node.on("b", () => {
    throw new TypeError("oops");
  });
  node.on("c", async () => {
    await Promise.resolve();
    throw new Error("later");
  });
  node.on("d", () => Promise.reject(new RpcError(1234, "my own")));
  for (const [index, type] of ["a", "b", "c", "d"].entries()) {
    node.receive(line("c1", { type, msg_id: index }));
    node.receive(line("n2", { type }));
  }
  await Bun.sleep(0);
  const errors = [
    { type: "error", code: 22, text: "no such thing", in_reply_to: 0 },
    { type: "error", code: 13, text: "oops", in_reply_to: 1 },
    { type: "error", code: 13, text: "later", in_reply_to: 2 },
    { type: "error", code: 1234, text: "my own", in_reply_to: 3 },
  ];
  const written = new Set(host.lines);
  expect(written).toEqual(new Set(errors.map((body) => JSON.stringify(message("c1", body)))));
});

test("an rpc resolves with the body of its answer", async () => {
  const { host, node } = started();
  const answer = node.rpc("n2", { type: "ask" });
  expect(host.take()).toEqual([message("n2", { type: "ask", msg_id: 1 })]);
  node.receive(line("n2", { type: "ask_ok", in_reply_to: 1, x: 5 }));
  expect(await answer).toEqual({ type: "ask_ok", in_reply_to: 1, x: 5 });
});

test("an rpc rejects with the code and text of an error answer", async () => {
  const { node } = started();
  const answer = outcome(node.rpc("n2", { type: "ask" }));
  node.receive(line("n2", { type: "error", in_reply_to: 1, code: 30, text: "conflict" }));
  expect(await answer).toEqual(new RpcError(30, "conflict"));
});

test("an rpc that is not answered in time rejects with error 0, and a late answer is ignored", async () => {
  const { host, node } = started();
  const answer = outcome(node.rpc("n2", { type: "ask" }, { timeoutMs: 100 }));
  host.pass(99, node);
  expect(host.wakeMs).toBe(100);
  host.pass(1, node);
  expect(await answer).toEqual(new RpcError(0, "n2 did not answer in 100 ms"));
  node.receive(line("n2", { type: "ask_ok", in_reply_to: 1 }));
  expect([host.take().length, host.logged, host.wakeMs]).toEqual([1, [], Infinity]);
});

test("only the node that was asked can answer, and only once", async () => {
  const { node } = started();
  const answer = node.rpc("n2", { type: "ask" });
  node.receive(line("n3", { type: "forged", in_reply_to: 1 }));
  node.receive(line("n2", { type: "first", in_reply_to: 1 }));
  node.receive(line("n2", { type: "second", in_reply_to: 1 }));
  expect(await answer).toEqual({ type: "first", in_reply_to: 1 });
});

test("an rpc with an interval sends the same request again until it is answered", async () => {
  const { host, node } = started();
  const answer = node.rpc("n2", { type: "ask" }, { resendMs: 10, timeoutMs: Infinity });
  host.pass(25, node);
  const sent = message("n2", { type: "ask", msg_id: 1 });
  expect(host.take()).toEqual([sent, sent, sent]);
  node.receive(line("n2", { type: "ask_ok", in_reply_to: 1 }));
  await answer;
  host.pass(100, node);
  expect([host.take(), host.wakeMs]).toEqual([[], Infinity]);
});

test("an rpc to a stranger rejects and sends nothing", async () => {
  const { host, node } = started();
  expect(await outcome(node.rpc("n6", { type: "ask" }))).toEqual(
    new Error("Cannot send to n6: not a node of this cluster"),
  );
  expect(host.take()).toEqual([]);
});

test("an answer to a request that was never made is ignored, whatever it says", () => {
  const { host, node } = started();
  node.receive(line("n2", { type: "broadcast_ok", in_reply_to: 99 }));
  node.receive(line("c2", { type: "no_such_type", in_reply_to: 7, msg_id: 8 }));
  expect([host.take(), host.logged]).toEqual([[], []]);
});

test("after runs once, every again and again, and a cancelled timer never", () => {
  const { host, node } = started();
  const ran: string[] = [];
  node.after(10, () => ran.push(`after ${host.nowMs}`));
  const every = node.every(4, () => ran.push(`every ${host.nowMs}`));
  node.after(1, () => ran.push("never")).cancel();
  host.pass(12, node);
  every.cancel();
  host.pass(12, node);
  expect(ran).toEqual(["every 4", "every 8", "after 10", "every 12"]);
  expect(() => node.every(0, () => {})).toThrow("Cannot repeat every 0 ms");
});

test("a timer that throws is logged and the node goes on", () => {
  const { host, node } = started();
  node.after(1, () => {
    throw new Error("tick");
  });
  host.pass(5, node);
  expect(host.logged[0]).toStartWith("error timer: Error: tick");
});

test("debug logs each message received and sent, info that the node was initialized", () => {
  const host = new MemoryHost("debug");
  const node = new Node(host);
  node.receive(init(["n1"]));
  expect(host.logged).toEqual([
    `debug received ${init(["n1"])}`,
    "info node n1 initialized, one of 1",
    `debug sent ${JSON.stringify(INIT_OK)}`,
  ]);
});

test("names with quotes and other scripts are quoted as JSON", () => {
  const host = new MemoryHost();
  const node = new Node(host);
  const names = ['n"1', "ñ\\2", "\ud800"];
  node.receive(init(names, names[0]));
  node.on("go", (request) => {
    node.send(names.slice(1), { type: "x" });
    node.reply(request, { type: "go_ok" });
  });
  host.take();
  node.receive(line('c"', { type: "go", msg_id: 5 }, names[0]));
  expect(host.take()).toEqual([
    message("ñ\\2", { type: "x" }, names[0]),
    message("\ud800", { type: "x" }, names[0]),
    message('c"', { type: "go_ok", in_reply_to: 5 }, names[0]),
  ]);
});

test("an rpc that has run out of time is not sent again", async () => {
  const { host, node } = started();
  const answer = outcome(node.rpc("n2", { type: "ask" }, { resendMs: 10, timeoutMs: 25 }));
  host.pass(1000, node);
  expect(await answer).toEqual(new RpcError(0, "n2 did not answer in 25 ms"));
  expect([host.take().length, host.wakeMs]).toEqual([3, Infinity]);
});

test("an rpc waits for five seconds unless told otherwise", async () => {
  const { host, node } = started();
  const answer = outcome(node.rpc("n2", { type: "ask" }));
  host.pass(4999, node);
  expect(host.wakeMs).toBe(5000);
  host.pass(1, node);
  expect(await answer).toEqual(new RpcError(0, "n2 did not answer in 5000 ms"));
});

test("an error answer without a code is taken for a crash", async () => {
  const { node } = started();
  const answer = outcome(node.rpc("n2", { type: "ask" }));
  node.receive(line("n2", { type: "error", in_reply_to: 1 }));
  expect(await answer).toEqual(new RpcError(ErrorCode.crash, ""));
});

test("errors are definite but for a time-out, a crash and codes that nobody knows", () => {
  const codes = [...Object.values(ErrorCode), 99, -1];
  const definite = codes.filter((code) => new RpcError(code, "").definite);
  expect(definite).toEqual([1, 10, 11, 12, 14, 20, 21, 22, 30]);
});

test("a listener that throws when the cluster comes up does not keep the message from its handler", () => {
  const host = new MemoryHost();
  const node = new Node(host);
  node.onUp(() => {
    throw new Error("not ready");
  });
  node.on("read", (request) => node.reply(request, { type: "read_ok" }));
  node.receive(init());
  host.take();
  node.receive(line("c1", { type: "read", msg_id: 2 }));
  expect(host.take()).toEqual([message("c1", { type: "read_ok", in_reply_to: 2 })]);
  expect(host.logged[0]).toStartWith("error A listener of onUp failed: Error: not ready");
});

test("of a long line only the beginning is logged", () => {
  const host = new MemoryHost();
  new Node(host).receive("x".repeat(100_000));
  expect(host.logged[0]?.length).toBeLessThan(600);
});

test("an answer that cannot be written as JSON becomes error 13", () => {
  const { host, node } = started();
  node.on("big", (request) => node.reply(request, { type: "big_ok", n: 1n }));
  node.receive(line("c1", { type: "big", msg_id: 2 }));
  expect(JSON.stringify(host.take())).toContain('"code":13');
});

test("whatever a handler throws, the node goes on", () => {
  const { host, node } = started();
  const thrown: unknown[] = [undefined, null, Symbol("x"), Object.create(null), { toString: 5 }];
  node.on("throw", () => {
    throw thrown.pop();
  });
  for (let id = 1; id <= 5; id++) node.receive(line("c1", { type: "throw", msg_id: id }));
  expect(host.take().length).toBe(5);
});

test("in a backlog it answers nodes and init, serves clients, and leaves their requests unanswered", () => {
  const host = new MemoryHost();
  const node = new Node(host);
  const served: string[] = [];
  node.on("hello", (request) => {
    served.push(request.src);
    node.reply(request, { type: "hello_ok" });
  });
  host.isBacklog = true;
  node.receive(init());
  for (const src of ["c1", "n2"]) node.receive(line(src, { type: "hello", msg_id: 2 }));
  node.receive(line("c1", { type: "unknown", msg_id: 3 }));
  node.receive('{"src":"c1","dest":"n1","body":{"msg_id":4}}');
  host.isBacklog = false;
  node.receive(line("c1", { type: "hello", msg_id: 5 }));
  expect(served).toEqual(["c1", "n2", "c1"]);
  expect(host.take()).toEqual([
    INIT_OK,
    message("n2", { type: "hello_ok", in_reply_to: 2 }),
    message("c1", { type: "hello_ok", in_reply_to: 5 }),
  ]);
});

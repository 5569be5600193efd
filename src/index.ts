/** What `import … from "eddy"` gives: the node abstraction, and the host that runs it on stdio. */

export { ErrorCode, RpcError } from "./node/errors.ts";
export { type Guest, type Host, LOG_LEVELS, type LogLevel } from "./node/host.ts";
export { type CompareAndSetOptions, KV, TimestampOracle } from "./node/kv.ts";
export { type Body, isClient, type Message } from "./node/message.ts";
export { type Handler, Node, type RpcOptions } from "./node/node.ts";
export { type ServiceName } from "./node/services.ts";
export { StdioHost } from "./node/stdio/host.ts";
export { type Timer } from "./node/timers.ts";

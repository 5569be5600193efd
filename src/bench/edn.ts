/** EDN, the language of Jepsen's histories and results: its values, a reader, and three writers. */

export * from "./edn/values.ts";
export { areComparable, compare, isEqual, keyOf } from "./edn/order.ts";
export { EdnError, readAllEdn, readEdn } from "./edn/read.ts";
export { displayEdn, writeEdn } from "./edn/write.ts";
export { prettyEdn } from "./edn/pretty.ts";
export { fromJson, toJson, toJsonObject, type Json } from "./edn/edn-json.ts";

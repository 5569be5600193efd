/** Each operation asks for an id, which no other may ever get (Maelstrom's workload/unique_ids.clj). */

import { fromJson } from "../edn.ts";
import { count } from "../verdict/texts.ts";
import {
  judgeUniqueIds,
  uniqueIdsMessages,
  uniqueIdsRemark,
  uniqueIdsToEdn,
} from "../verdict/unique-ids.ts";
import { request, type Invocation, type Workload } from "./workload.ts";

const GENERATE: Invocation = request({
  f: "generate",
  value: null,
  body: { type: "generate" },
  form: { type: "generate_ok", payload: "id" },
  failsOn: "definite errors",
  toValue: ({ id }) => fromJson(id),
});

export const UNIQUE_IDS: Workload = {
  example: "unique-ids.ts",
  operations: ["generate"],
  keepsClients: true,
  makeGenerator: () => ({ next: () => GENERATE }),
  judge({ history, nameOf }) {
    const verdict = judgeUniqueIds(history);
    const remark = uniqueIdsRemark(verdict);
    return {
      validity: verdict.validity,
      ...(remark !== undefined && { maelstromValidity: "unknown" }),
      words: {
        headline: `Valid: ${count(verdict.acknowledgedCount, "id")}, none of them twice.`,
        stricter: remark,
        faults: uniqueIdsMessages(verdict, history, nameOf),
      },
      toResults: () => ({ workload: uniqueIdsToEdn(verdict) }),
    };
  },
};

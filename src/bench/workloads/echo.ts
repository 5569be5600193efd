/** Each operation sends one of 128 texts, and a node sends it back. */

import { fromJson } from "../edn.ts";
import { judgeEcho } from "../verdict/echo.ts";
import { request, type Workload } from "./workload.ts";

const TEXTS = 128;

export const ECHO: Workload = {
  operations: ["echo"],
  judge: ({ history }) => judgeEcho(history),
  drawsWorkers: true,
  makeGenerator: (random) => ({
    next() {
      const value = `Please echo ${random.below(TEXTS)}`;
      return request({
        f: "echo",
        value,
        body: { type: "echo", echo: value },
        form: { type: "echo_ok", payload: "echo" },
        failsOn: "definite errors",
        toValue: fromJson,
      });
    },
  }),
};

/** Loaded before the tests: a busy machine may take its time, and no test is about speed. */

import { setDefaultTimeout } from "bun:test";

const TIMEOUT_MS = 60_000;

setDefaultTimeout(TIMEOUT_MS);

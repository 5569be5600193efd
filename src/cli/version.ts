/** What `eddy --version` prints. */

import { version } from "../../package.json";
import { commit } from "./commit.ts" with { type: "macro" };

const COMMIT = commit();

/** With the commit, as in "1.2.3 (0123456789)", where it is known. */
export const VERSION: string = COMMIT === undefined ? version : `${version} (${COMMIT})`;

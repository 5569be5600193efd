/** The layout of messages.svg, from which each of its parts is drawn. */

import { type Follower } from "../model/follow.ts";
import { type Messages } from "../model/messages.ts";
import { type Run } from "../model/run.ts";

export interface Sheet {
  readonly run: Run;
  readonly messages: Messages;
  /** By the number of a name its line. */
  readonly xOfName: readonly number[];
  /** The lines, by the names above them. */
  readonly xOf: ReadonlyMap<string, number>;
  /** By the place of an event its step; undefined for one that is not shown. */
  readonly yOfEvent: ReadonlyMap<number, number>;
  /** When the first and the last of these events were. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The first step that is not before this time. */
  yOfTime(timeMs: number): number;
  readonly slots: readonly number[];
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly hasNames: boolean;
  readonly follower: Follower;
  readonly value: number | undefined;
}

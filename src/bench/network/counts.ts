/** How many messages went through the network. */

export interface MessageCounts {
  readonly sent: number;
  readonly received: number;
  /** Distinct messages; one that was dropped counts. */
  readonly messages: number;
}

/** What faults did to messages between servers. */
export interface FaultCounts {
  /** Cut off, lost, or on their way to a node that was killed. */
  readonly dropped: number;
  /** Delivered twice. */
  readonly doubled: number;
}

export interface NetCounts {
  readonly all: MessageCounts;
  /** Those with a client at either end; init and topology are among them. */
  readonly clients: MessageCounts;
  readonly servers: MessageCounts;
}

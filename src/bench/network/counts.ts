/** How many messages went through the network. */

export interface MessageCounts {
  readonly sent: number;
  readonly received: number;
  /** Distinct messages; one that was dropped counts. */
  readonly messages: number;
}

export interface NetCounts {
  readonly all: MessageCounts;
  /** Those with a client at either end; init and topology are among them. */
  readonly clients: MessageCounts;
  readonly servers: MessageCounts;
}

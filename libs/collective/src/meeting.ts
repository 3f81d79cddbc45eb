/** Processes that have found each other. All call the same methods in the same order. */
export interface Meeting {
  /** Which of the processes this is, from 0. */
  readonly rank: number;
  readonly worldSize: number;
  /** Where process 0 is met, as an address that all processes reach. */
  readonly address: string;
  /**
   * What every process gives, by rank, once all have given theirs. The event loop runs meanwhile.
   *
   * @throws PeerLost
   */
  gather(bytes: Uint8Array): Promise<Uint8Array[]>;
  /** Ends the connections. */
  close(): void;
}

/** Why processes cannot train together, in one line. */
export class CollectiveError extends Error {
  override readonly name: string = this.constructor.name;
}

/** Another process of the training has ended, or cannot be reached any more. */
export class PeerLost extends CollectiveError {
  /** @param who - as in `process 2`, and how that was noticed if that is known */
  constructor(who: string, reason?: string) {
    super(
      `${who} ended or cannot be reached any more${reason ? ` (${reason})` : ''}, and so this one ends. ` +
        'The last line of the process that ended first says why; start all of them again.',
    );
  }
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the process at once on SIGINT and SIGTERM, whatever it is doing: it leaves nothing half. The first process of a
 * container would not be ended by them otherwise.
 *
 * @param isUnfinished - whether it is ended before it has done what it was started for
 */
export function endOnSignals(isUnfinished: boolean): void {
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => process.exit(isUnfinished ? code : 0));
  }
}

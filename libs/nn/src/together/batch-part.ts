/** Some rows of a batch, from which one process learns while others learn from the rest. */
export interface BatchPart {
  readonly begin: number;
  readonly end: number;
  /** Rows of the whole batch. */
  readonly of: number;
}

/** Where a process stands among those that train together. */
export interface Place {
  /** From 0 to below `worldSize`. */
  readonly rank: number;
  readonly worldSize: number;
}

/**
 * The part of a batch that is a process' own. All have about as many rows, and two at least, over which there is a
 * variance: of a batch that is too small for that the last have none.
 */
export function partOf(rowCount: number, { rank, worldSize }: Place): BatchPart {
  const parts = Math.max(1, Math.min(worldSize, Math.floor(rowCount / 2)));
  const startOf = (part: number) => Math.floor((Math.min(part, parts) * rowCount) / parts);
  return { begin: startOf(rank), end: startOf(rank + 1), of: rowCount };
}

/** How many rows a part has. */
export function rowsOfPart({ begin, end }: BatchPart): number {
  return end - begin;
}

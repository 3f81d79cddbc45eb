/** The seed of a run, and that of its split where that is another one. */
export interface SeedFlags {
  readonly seed: number;
  /** Absent: the same. A training that is repeated holds out the same rows each time. */
  readonly splitSeed?: number;
}

/** The seed by which rows are held out. */
export function splitSeedOf({ seed, splitSeed = seed }: SeedFlags): number {
  return splitSeed;
}

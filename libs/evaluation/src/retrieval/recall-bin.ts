/** Recall of a part of the targets or of the queries. */
export interface RecallBin {
  /** Smallest and largest number that the part holds. */
  readonly from: number;
  readonly to: number;
  /** Targets or queries in the part, at least one. */
  readonly count: number;
  readonly recall: number;
}

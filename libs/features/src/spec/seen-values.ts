/** What the data of a training had of one feature: told to people, never computed with. */
export interface SeenValues {
  /** Rows without a value, from 0 to 1; of a sequence, those without an event. */
  readonly missingShare: number;
  /** The smallest and the largest number, in raw units; null for what is no number, and where all are missing. */
  readonly range: { readonly min: number; readonly max: number } | null;
}

import type { EncodedRows, InputColumn } from '@reckit/features';

/** So many values must have been seen before a share means something. */
const ENOUGH_VALUES = 1_000;
const MOSTLY = 0.5;
const WARN_EVERY_MS = 60_000;

/** A feature of which most values were unknown of late. */
export interface MostlyUnknown {
  readonly feature: string;
  /** Of the values that were looked at, how many were unknown: above 0.5, at most 1. */
  readonly share: number;
  readonly values: number;
}

/**
 * Notices when the values of a category are mostly unknown, as when clients send other ids than those that trained:
 * such a model answers without an error, and badly. A share is that of the last 1,000 values or somewhat more; each
 * feature is told of once a minute at most.
 */
export class UnknownShare {
  /** The features of the model that is served; those of another one are counted from the start. */
  #columns: readonly InputColumn[] = [];
  #values = new Float64Array();
  #unknown = new Float64Array();
  readonly #toldAtMs = new Map<string, number>();

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Takes note of the rows of a request; gives the features to warn of. */
  note(
    { rowCount, missing, unknown }: Pick<EncodedRows, 'rowCount' | 'missing' | 'unknown'>,
    columns: readonly InputColumn[],
  ): MostlyUnknown[] {
    if (columns !== this.#columns) this.#begin(columns);
    const told: MostlyUnknown[] = [];
    for (let i = 0; i < columns.length; i++) {
      if (columns[i].kind !== 'categorical') continue;
      this.#values[i] += rowCount - (missing?.[i] ?? 0);
      this.#unknown[i] += unknown?.[i] ?? 0;
      if (this.#values[i] < ENOUGH_VALUES) continue;
      const share = this.#unknown[i] / this.#values[i];
      const { name } = columns[i];
      if (share > MOSTLY && this.#isTime(name)) told.push({ feature: name, share, values: this.#values[i] });
      this.#values[i] = 0;
      this.#unknown[i] = 0;
    }
    return told;
  }

  #begin(columns: readonly InputColumn[]): void {
    this.#columns = columns;
    this.#values = new Float64Array(columns.length);
    this.#unknown = new Float64Array(columns.length);
  }

  #isTime(feature: string): boolean {
    const now = this.nowMs();
    const last = this.#toldAtMs.get(feature);
    if (last !== undefined && now - last < WARN_EVERY_MS) return false;
    this.#toldAtMs.set(feature, now);
    return true;
  }
}

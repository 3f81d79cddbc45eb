import { populationStability, sumHistograms, type FeatureStatistics, type Stability } from '@reckit/features';
import type { SentRows } from '../sent/sent-reader';
import { featureTally, type FeatureTally } from './feature-tally';

/** Parts of a window: the oldest one goes whole. */
const PARTS = 12;

interface Part {
  readonly beganAtMs: number;
  readonly tallies: ReadonlyMap<string, FeatureTally>;
  rows: number;
}

/** Rows that were sent, and what reads them. */
interface SeenRows extends Pick<SentRows, 'columns'> {
  readonly rows: Pick<SentRows['rows'], 'rowCount' | 'values'>;
}

/** What was sent to one version within a sliding window, beside what it was trained on. */
export class DriftWindow {
  #parts: Part[] = [];

  /** @param windowMs - how long rows count */
  constructor(
    private readonly statistics: readonly FeatureStatistics[],
    private readonly windowMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  add({ columns, rows }: SeenRows): void {
    const { tallies } = this.#part(rows.rowCount);
    for (const column of columns) {
      const tally = tallies.get(column.name);
      if (!tally) continue;
      for (let row = 0; row < rows.rowCount; row++) tally.add(column, rows.values, row);
    }
  }

  /** Rows that count now. */
  get rows(): number {
    this.#forgetOldParts();
    return this.#parts.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** How far each feature is from the training rows, by name; those without rows are left out. */
  stability(): ReadonlyMap<string, Stability> {
    this.#forgetOldParts();
    const found = new Map<string, Stability>();
    for (const { name, histogram } of this.statistics) {
      const served = this.#parts.flatMap(({ tallies }) => tallies.get(name)?.histogram() ?? []);
      if (served.length === 0) continue;
      const stability = populationStability(histogram, sumHistograms(served));
      if (stability) found.set(name, stability);
    }
    return found;
  }

  /** The part that rows are counted in now. */
  #part(rows: number): Part {
    const last = this.#parts.at(-1);
    const now = this.nowMs();
    if (last && now - last.beganAtMs < this.windowMs / PARTS) {
      last.rows += rows;
      return last;
    }
    this.#forgetOldParts();
    const tallies = new Map(this.statistics.map(each => [each.name, featureTally(each)]));
    const part = { beganAtMs: now, tallies, rows };
    this.#parts.push(part);
    return part;
  }

  #forgetOldParts(): void {
    const now = this.nowMs();
    this.#parts = this.#parts.filter(({ beganAtMs }) => now - beganAtMs < this.windowMs);
  }
}

import type { Manifest } from '@reckit/artifacts';
import type { Drift } from '@reckit/evaluation';
import {
  ColumnTally,
  labelledBins,
  populationStability,
  type Histogram,
  type RawColumn,
} from '@reckit/features';

/** How the features of rows differ from those that a version was trained on, as far as its manifest has statistics. */
export class DriftTally {
  readonly #version: string;
  readonly #features: { readonly name: string; readonly trained: Histogram; readonly tally: ColumnTally }[];

  constructor({ version, statistics = [] }: Pick<Manifest, 'version' | 'statistics'>) {
    this.#version = version;
    this.#features = statistics.map(({ name, histogram }) => ({
      name,
      trained: histogram,
      tally: new ColumnTally(histogram),
    }));
  }

  /** Adds rows of some columns. */
  take(columns: ReadonlyMap<string, RawColumn>, rows: readonly number[]): void {
    for (const { name, tally } of this.#features) {
      const column = columns.get(name);
      if (column) tally.take(column, rows);
    }
  }

  /** What there is of the rows so far. */
  drift(): Drift {
    return {
      reference: `rows that ${this.#version} was trained on`,
      current: 'rows that it was measured on',
      features: this.#features.flatMap(({ name, trained, tally }) => {
        const measured = tally.histogram();
        const stability = populationStability(trained, measured);
        return stability ? [{ name, psi: stability.psi, bins: labelledBins(trained, measured) }] : [];
      }),
    };
  }
}

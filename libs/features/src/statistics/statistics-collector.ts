import { rawColumn, type RawColumn } from '../encode/columns/raw-column';
import type { Feature, FeatureSpec } from '../spec/feature-spec';
import { CategoryCollector, SequenceCollector, type ValuesState } from './category-collector';
import type { FeatureStatistics, NumberStatistics } from './feature-statistics';
import { NumberCollector, type NumberState } from './number-collector';
import { RowSample } from './row-sample';

/** Rows whose numbers are sorted; so many tell a share to a hundredth of a tenth. */
const SAMPLE_ROWS = 16_384;

/**
 * Gathers the statistics of features from rows that may come in several parts, in one pass and in memory that does not
 * grow with them.
 *
 * @example
 * const collector = new StatisticsCollector(spec, trainRows.length);
 * collector.add(columns, trainRows);
 * const statistics = collector.statistics();
 */
export class StatisticsCollector {
  readonly #features: readonly FeatureCollector[];
  readonly #sample: RowSample;

  /**
   * @param rowCount - rows that will come in all
   * @param first - those of them that come to a collector elsewhere, and are before those that come to this one
   */
  constructor({ features }: Pick<FeatureSpec, 'features'>, rowCount: number, first = 0) {
    this.#features = features.map(collectorOf);
    this.#sample = new RowSample(rowCount, SAMPLE_ROWS, first);
  }

  /** What was gathered so far, for a collector elsewhere: what JSON can write. */
  state(): readonly FeatureState[] {
    return this.#features.map(feature => feature.state());
  }

  /** Takes what was gathered elsewhere, of other rows of the same features. */
  addState(states: readonly FeatureState[]): void {
    this.#features.forEach((feature, i) => {
      const state = states[i];
      if (state) feature.addState(state);
    });
  }

  /**
   * @param columns - raw columns, one for each feature, of the kind of the feature; of categories each part has the values
   * of the parts before in their places
   * @param rows - those that count
   */
  add(columns: ReadonlyMap<string, RawColumn>, rows: Uint32Array): void {
    const sampled = this.#sample.draw(rows);
    for (const feature of this.#features) feature.add(columns, rows, sampled);
  }

  statistics(): FeatureStatistics[] {
    return this.#features.map(feature => feature.statistics());
  }
}

/** The statistics of plain numbers, a row each. */
export function numberStatistics(name: string, values: Float32Array): NumberStatistics {
  const collector = new NumberCollector();
  for (let begin = 0; begin < values.length; begin += BLOCK_ROWS.length) {
    const block = values.subarray(begin, begin + BLOCK_ROWS.length);
    collector.add(block, BLOCK_ROWS.subarray(0, block.length));
  }
  collector.addSample(values, Uint32Array.from(new RowSample(values.length, SAMPLE_ROWS).places()));
  return collector.statistics(name);
}

/** The rows of a block, which all have the same numbers. */
const BLOCK_ROWS = Uint32Array.from({ length: 8_192 }, (_, row) => row);

/** What was gathered of a feature. */
export type FeatureState = NumberState | ValuesState;

interface FeatureCollector {
  state(): FeatureState;
  addState(state: FeatureState): void;
  add(columns: ReadonlyMap<string, RawColumn>, rows: Uint32Array, sampled: Uint32Array): void;
  statistics(): FeatureStatistics;
}

function collectorOf({ name, kind }: Pick<Feature, 'name' | 'kind'>): FeatureCollector {
  switch (kind) {
    case 'numeric': {
      const collector = new NumberCollector();
      return {
        add(columns, rows, sampled) {
          const { values } = rawColumn(columns, name, 'numeric');
          collector.add(values, rows);
          collector.addSample(values, sampled);
        },
        state: () => collector.state(),
        addState(state) {
          if ('present' in state) collector.addState(state);
        },
        statistics: () => collector.statistics(name),
      };
    }
    case 'categorical': {
      const collector = new CategoryCollector();
      return {
        add: (columns, rows) => collector.add(rawColumn(columns, name, 'category'), rows),
        state: () => collector.state(),
        addState(state) {
          if ('last' in state) collector.addState(state);
        },
        statistics: () => collector.statistics(name),
      };
    }
    case 'sequence': {
      const collector = new SequenceCollector();
      return {
        add: (columns, rows) => collector.add(rawColumn(columns, name, 'sequence'), rows),
        state: () => collector.state(),
        addState(state) {
          if ('last' in state) collector.addState(state);
        },
        statistics: () => collector.statistics(name),
      };
    }
  }
}

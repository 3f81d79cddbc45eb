import { categoryRows, encodedColumns, encodedWidth } from '@reckit/features';
import type { CategoricalFeature, FeatureSpec, NumericFeature, SequenceFeature } from '@reckit/features';

/** A categorical or sequence feature as columns of row ids, and its part of the embedding table. */
export interface EmbeddingSlot {
  readonly feature: CategoricalFeature | SequenceFeature;
  /** The first of the encoded columns. */
  readonly start: number;
  /** Encoded columns: 1, or the longest sequence. */
  readonly width: number;
  /** The table's row for row id 0 of this feature. */
  readonly firstRow: number;
  /** So many of the last events of a sequence count; null for all that are encoded. */
  readonly recent: number | null;
  /** Whether events that training did not know are left out, in place of counting as the unknown one. */
  readonly skipsUnknown: boolean;
  /** Which event of the sequence it holds by itself; null where it holds them pooled. */
  readonly event: number | null;
}

/** How a network reads the sequences of one feature: pooled, or by a slot for each event, zeros where there is none. */
export type SequenceReading = PooledReading | 'by event';

/** How the events of a sequence are pooled. */
export interface PooledReading {
  /** The last so many events are pooled once more, each time in a slot of its own, by the same embeddings. */
  readonly recent: readonly number[];
  readonly skipsUnknown: boolean;
}

const PLAINLY: PooledReading = { recent: [], skipsUnknown: false };

/** Where a tabular network finds its inputs in the encoded matrix [rows, width]. */
export interface TabularLayout {
  readonly width: number;
  readonly numeric: readonly NumericFeature[];
  /** The encoded column of each numeric feature. */
  readonly numericColumns: readonly number[];
  /** Categorical features, then sequences; each in the order of the features. */
  readonly slots: readonly EmbeddingSlot[];
  /** The encoded columns of events that have slots of their own; where there is none, they hold −1. */
  readonly eventColumns: readonly number[];
  /** Rows of the one table that holds the embeddings of all slots. */
  readonly tableRows: number;
}

/**
 * Lays out the features of a network: numbers go in as they are, categories and sequences as rows of one table. A sequence
 * that shares the values of a category has the rows of that.
 *
 * @param readings - how sequences are read, by the name of the feature; those that are not named have one slot each
 */
export function tabularLayout(
  spec: FeatureSpec,
  readings: Readonly<Record<string, SequenceReading>> = {},
): TabularLayout {
  const numeric: NumericFeature[] = [];
  const numericColumns: number[] = [];
  const categorical: SlotColumns[] = [];
  const sequences: SlotColumns[] = [];
  for (const { feature, start, width } of encodedColumns(spec)) {
    switch (feature.kind) {
      case 'numeric':
        numeric.push(feature);
        numericColumns.push(start);
        break;
      case 'categorical':
        categorical.push({ feature, start, width });
        break;
      case 'sequence':
        sequences.push({ feature, start, width });
        break;
    }
  }
  let tableRows = 0;
  const firstRows = new Map<string, number>();
  const slots = [...categorical, ...sequences].flatMap((columns): EmbeddingSlot[] => {
    const { feature } = columns;
    const shared = feature.kind === 'sequence' ? firstRows.get(feature.shares ?? '') : undefined;
    const firstRow = shared ?? tableRows;
    if (shared === undefined) tableRows += categoryRows(feature.coding);
    firstRows.set(feature.name, firstRow);
    const reading = readings[feature.name] ?? PLAINLY;
    return reading === 'by event' ? eventSlots(columns, firstRow) : pooledSlots(columns, firstRow, reading);
  });
  const eventColumns = slots.flatMap(({ start, event }) => (event === null ? [] : [start]));
  return { width: encodedWidth(spec), numeric, numericColumns, slots, eventColumns, tableRows };
}

function pooledSlots(
  columns: SlotColumns,
  firstRow: number,
  { recent, skipsUnknown }: PooledReading,
): EmbeddingSlot[] {
  return [null, ...recent].map(count => ({ ...columns, firstRow, recent: count, skipsUnknown, event: null }));
}

function eventSlots({ feature, start, width }: SlotColumns, firstRow: number): EmbeddingSlot[] {
  return Array.from({ length: width }, (_, event) => ({
    ...{ feature, start: start + event, width: 1, firstRow, recent: null, skipsUnknown: false, event },
  }));
}

type SlotColumns = Pick<EmbeddingSlot, 'feature' | 'start' | 'width'>;

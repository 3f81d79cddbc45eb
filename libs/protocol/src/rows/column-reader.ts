import { CLOSE_BRACKET, COMMA, type JsonCursor, OPEN_BRACKET } from '../json/json-cursor';
import { acceptEmpty, type Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import { readEvents } from './read-events';
import type { RowFeatures } from './row-features';
import type { RowTable } from './row-table';
import { ValueReader, type ValueForm } from './value-reader';

/** Stands for a value that is out of place, as JSON.parse would give it. */
const NO_VALUE: readonly unknown[] = [];

/** Reads columns of values, which are known to be JSON, into the matrix. */
export class ColumnReader {
  readonly #values: ValueReader;

  /** @param table - its path is where the columns stand in the request */
  constructor(
    private readonly cursor: JsonCursor,
    private readonly features: RowFeatures,
    private readonly table: RowTable,
    private readonly clock: SliceClock,
    form: ValueForm,
  ) {
    this.#values = new ValueReader(cursor, table.path, form);
  }

  /** Reads the values of a feature, of which the first begins at `at`. */
  *read(feature: number, at: number, rowCount: number): Reading<void> {
    const { cursor, features, table, clock } = this;
    const isSequence = features.columns[feature].kind === 'sequence';
    const name = features.featureNames[feature];
    cursor.at = at;
    for (let row = 0; row < rowCount; row++) {
      cursor.skipSpace();
      const start = cursor.at;
      const place = `[${row}].${name}`;
      if (isSequence && cursor.bytes[start] === OPEN_BRACKET) {
        const events = features.openSequence(feature, row, table);
        yield* readEvents(cursor, this.#values, events, place, clock);
      } else {
        features.encodeValue(this.#readValue(place), feature, row, table);
      }
      cursor.accept(COMMA);
      if (clock.isOver(cursor.at - start)) yield;
    }
  }

  /** Writes that a feature is missing in all rows. */
  *fill(feature: number, rowCount: number): Reading<void> {
    for (let row = 0; row < rowCount; row++) {
      this.table.fillMissing(row, feature);
      if (this.clock.isOver(1)) yield;
    }
  }

  /** The value at the cursor, which may stand in a list of its own. */
  #readValue(place: string): unknown {
    const { cursor } = this;
    if (cursor.bytes[cursor.at] !== OPEN_BRACKET) return this.#values.read(place);
    if (acceptEmpty(cursor, CLOSE_BRACKET)) return NO_VALUE;
    cursor.skipSpace();
    const value = this.#values.read(place);
    return cursor.accept(CLOSE_BRACKET) ? value : NO_VALUE;
  }
}

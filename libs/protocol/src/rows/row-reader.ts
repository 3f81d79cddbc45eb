import { BadRequest } from '../errors';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  type JsonCursor,
  LOWER_N,
  OPEN_BRACE,
  OPEN_BRACKET,
} from '../json/json-cursor';
import { acceptEmpty, DEPTH_OF_VALUES, PausingSkipper, type Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import { featureOf, FeatureKeys, isShortName, UNKNOWN_KEY } from './feature-keys';
import { readEvents } from './read-events';
import type { EventSink, RowFeatures } from './row-features';
import type { RowTable } from './row-table';
import { PLAIN_VALUES, ValueReader, type ValueForm } from './value-reader';

/** Reads rows that are known to be JSON. */
export class RowReader {
  readonly #keys: FeatureKeys;
  readonly #skipper: PausingSkipper;
  readonly #values: ValueReader;
  /** Where the value of each feature stands, and the row in which it was last seen, and under its exact name. */
  readonly #valueAt: Float64Array;
  readonly #seenInRow: Int32Array;
  readonly #namedInRow: Int32Array;
  /** Whether the row that is being read has keys of features, and others. */
  #hasKnown = false;
  #hasUnknown = false;

  /** @param table - its path is where the rows stand in the request */
  constructor(
    private readonly cursor: JsonCursor,
    private readonly features: RowFeatures,
    private readonly table: RowTable,
    private readonly clock: SliceClock,
    form: ValueForm = PLAIN_VALUES,
  ) {
    const count = features.columns.length;
    this.#keys = FeatureKeys.of(features);
    this.#skipper = new PausingSkipper(cursor, clock);
    this.#values = new ValueReader(cursor, table.path, form);
    this.#valueAt = new Float64Array(count);
    this.#seenInRow = new Int32Array(count).fill(-1);
    this.#namedInRow = new Int32Array(count).fill(-1);
  }

  /** Reads the rows of a list, of which the first stands at the cursor. */
  *readAll(rowCount: number): Reading<void> {
    const { cursor, clock, features } = this;
    for (let row = 0; row < rowCount; row++) {
      yield* this.readRow(row);
      cursor.accept(COMMA);
      if (clock.isOver(features.width)) yield;
    }
  }

  /** Reads the row at the cursor, and goes past it. */
  *readRow(row: number): Reading<void> {
    const { cursor } = this;
    cursor.skipSpace();
    switch (cursor.bytes[cursor.at]) {
      case OPEN_BRACE:
        yield* this.#readObject(row);
        break;
      case OPEN_BRACKET:
        yield* this.#readArray(row);
        break;
      case LOWER_N:
        cursor.skipLiteral();
        this.table.fillRow(row);
        break;
      default:
        throw this.features.rowProblem({ scalar: this.#values.read(`[${row}]`) }, row, this.table.path);
    }
  }

  /**
   * Reads the array at the cursor as the events of a sequence, and goes past it.
   *
   * @param place - where it stands in the rows, for messages
   */
  readEvents(events: EventSink, place: string): Reading<void> {
    return readEvents(this.cursor, this.#values, events, place, this.clock);
  }

  *#readObject(row: number): Reading<void> {
    this.#hasKnown = false;
    this.#hasUnknown = false;
    yield* this.#noteMembers(row, false);
    if (!this.#hasKnown && this.#hasUnknown) this.table.unknownRows++;
    yield* this.#readValues(row);
  }

  /** Notes where the values of features stand in an object, and goes past it. */
  *#noteMembers(row: number, isInGroup: boolean): Reading<void> {
    const { cursor } = this;
    if (acceptEmpty(cursor, CLOSE_BRACE)) return;
    do {
      cursor.skipSpace();
      const start = cursor.at;
      yield* this.#skipper.skipText();
      const meaning = this.#keys.findText(cursor, start);
      cursor.accept(COLON);
      cursor.skipSpace();
      if (meaning >= 0 || isShortName(meaning)) this.#noteValue(row, meaning);
      else if (meaning === UNKNOWN_KEY || isInGroup) this.#hasUnknown = true;
      else if (cursor.bytes[cursor.at] === OPEN_BRACE) {
        yield* this.#noteMembers(row, true);
        continue;
      } else if (cursor.bytes[cursor.at] !== LOWER_N) throw this.#groupProblem(row, start);
      if (!this.#skipper.trySkip(DEPTH_OF_VALUES)) yield* this.#skipper.skipRest();
    } while (cursor.accept(COMMA));
    cursor.accept(CLOSE_BRACE);
  }

  #noteValue(row: number, meaning: number): void {
    const feature = featureOf(meaning);
    this.#hasKnown = true;
    if (isShortName(meaning)) {
      if (this.#namedInRow[feature] === row) return;
    } else this.#namedInRow[feature] = row;
    this.#valueAt[feature] = this.cursor.at;
    this.#seenInRow[feature] = row;
  }

  #groupProblem(row: number, keyAt: number): BadRequest {
    const { cursor } = this;
    cursor.at = keyAt;
    const group = this.#values.read(`[${row}]`);
    return new BadRequest(`${this.table.path}[${row}].${String(group)}: expected an object of features.`);
  }

  *#readArray(row: number): Reading<void> {
    const { cursor, features } = this;
    const count = features.columns.length;
    let length = 0;
    if (!acceptEmpty(cursor, CLOSE_BRACKET)) {
      do {
        cursor.skipSpace();
        if (length < count) {
          this.#valueAt[length] = cursor.at;
          this.#seenInRow[length] = row;
        }
        length++;
        if (!this.#skipper.trySkip(DEPTH_OF_VALUES)) yield* this.#skipper.skipRest();
      } while (cursor.accept(COMMA));
      cursor.accept(CLOSE_BRACKET);
    }
    if (length !== count) throw features.rowProblem({ length }, row, this.table.path);
    yield* this.#readValues(row);
  }

  /** Reads the values of the features, in their order, and stays behind the row. */
  *#readValues(row: number): Reading<void> {
    const { cursor, features, table, clock } = this;
    const end = cursor.at;
    for (let feature = 0; feature < features.columns.length; feature++) {
      if (this.#seenInRow[feature] !== row) {
        table.fillMissing(row, feature);
        continue;
      }
      cursor.at = this.#valueAt[feature];
      const place = `[${row}].${features.featureNames[feature]}`;
      if (cursor.bytes[cursor.at] === OPEN_BRACKET && features.columns[feature].kind === 'sequence') {
        yield* this.readEvents(features.openSequence(feature, row, table), place);
      } else {
        features.encodeValue(this.#values.read(place), feature, row, table);
        if (clock.isOver(cursor.at - this.#valueAt[feature])) yield;
      }
    }
    cursor.at = end;
  }
}

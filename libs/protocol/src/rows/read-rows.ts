import { BadRequest } from '../errors';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  JsonCursor,
  LONGEST_TEXT_BYTES,
  LOWER_N,
  OPEN_BRACE,
  OPEN_BRACKET,
} from '../json/json-cursor';
import {
  acceptEmpty,
  DEPTH_OF_VALUES,
  outlineRequest,
  PausingSkipper,
  type ListPlace,
  type Reading,
} from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';
import { FeatureKeys } from './feature-keys';
import type { RequestForm } from './request-form';
import type { EventSink, ReadRows, RowFeatures } from './row-features';
import { assertRowLimits } from './row-limits';
import { RowTable } from './row-table';

/** One event costs about as much time as so many bytes. */
const EVENT_WORK = 8;

/**
 * Reads the rows of a request whatever it is like: what a request means is what JSON.parse would make of it, of
 * repeated keys the last. It goes through the bytes twice, first to check the whole and to find the rows, and then
 * to read them; it builds no more than the value of one feature at a time, and pauses when a slice is over.
 *
 * @throws BadRequest, PayloadTooLarge beyond `maxRows` or for too large a matrix, and what `features` throws
 */
export function* readRows(
  bytes: Buffer,
  form: RequestForm,
  features: RowFeatures,
  maxRows: number,
  clock: SliceClock = new SliceClock(),
): Reading<ReadRows> {
  const cursor = new JsonCursor();
  cursor.open(bytes);
  const { key, at, length } = chooseList(form, yield* outlineRequest(cursor, form.listKeys, clock));
  assertRowLimits(length, features.width, maxRows);
  cursor.at = at;
  const table = new RowTable(features, length);
  table.path = key;
  yield* new RowReader(cursor, features, table, clock).readAll(length);
  return table.finish(length);
}

/** The first of the lists that has rows. */
function chooseList(
  { listKeys, whenEmpty }: RequestForm,
  lists: ReadonlyMap<string, ListPlace>,
): { readonly key: string; readonly at: number; readonly length: number } {
  for (const key of listKeys) {
    const list = lists.get(key);
    if (list === null) throw new BadRequest(`${key} must be an array of rows.`);
    if (list !== undefined && list.length > 0) return { key, ...list };
  }
  throw new BadRequest(whenEmpty);
}

/** Reads rows that are known to be JSON. */
export class RowReader {
  readonly #keys: FeatureKeys;
  readonly #skipper: PausingSkipper;
  /** Where the value of each feature stands, and the row in which it was last seen. */
  readonly #valueAt: Float64Array;
  readonly #seenInRow: Int32Array;

  constructor(
    private readonly cursor: JsonCursor,
    private readonly features: RowFeatures,
    private readonly table: RowTable,
    private readonly clock: SliceClock,
  ) {
    const count = features.columns.length;
    this.#keys = new FeatureKeys(features.featureNames);
    this.#skipper = new PausingSkipper(cursor, clock);
    this.#valueAt = new Float64Array(count);
    this.#seenInRow = new Int32Array(count).fill(-1);
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
        throw this.features.rowProblem({ scalar: this.#valueHere(`[${row}]`) }, row, this.table.path);
    }
  }

  /**
   * Reads the array at the cursor as the events of a sequence.
   *
   * @param place - where it stands in the rows, for messages
   */
  *readEvents(events: EventSink, place: string): Reading<void> {
    const { cursor, clock } = this;
    if (!acceptEmpty(cursor, CLOSE_BRACKET)) {
      do {
        cursor.skipSpace();
        const start = cursor.at;
        events.add(this.#valueHere(place));
        if (clock.isOver(cursor.at - start + EVENT_WORK)) yield;
      } while (cursor.accept(COMMA));
    }
    events.close();
  }

  *#readObject(row: number): Reading<void> {
    const { cursor, table } = this;
    if (acceptEmpty(cursor, CLOSE_BRACE)) {
      table.fillRow(row);
      return;
    }
    let isKnown = false;
    do {
      cursor.skipSpace();
      const start = cursor.at;
      yield* this.#skipper.skipText();
      const feature = this.#keys.findText(cursor, start);
      cursor.accept(COLON);
      cursor.skipSpace();
      if (feature >= 0) {
        isKnown = true;
        this.#valueAt[feature] = cursor.at;
        this.#seenInRow[feature] = row;
      }
      if (!this.#skipper.trySkip(DEPTH_OF_VALUES)) yield* this.#skipper.skipRest();
    } while (cursor.accept(COMMA));
    cursor.accept(CLOSE_BRACE);
    if (!isKnown) table.unknownRows++;
    yield* this.#readValues(row);
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
      const first = cursor.bytes[cursor.at];
      if (first === OPEN_BRACKET && features.columns[feature].kind === 'sequence') {
        const place = `[${row}].${features.featureNames[feature]}`;
        yield* this.readEvents(features.openSequence(feature, row, table), place);
      } else {
        const raw = this.#valueHere(`[${row}].${features.featureNames[feature]}`);
        features.encodeValue(raw, feature, row, table);
        if (clock.isOver(cursor.at - this.#valueAt[feature])) yield;
      }
    }
    cursor.at = end;
  }

  /**
   * The value here; of an object or an array an empty one, since it can only be out of place.
   *
   * @param place - where that is, for messages
   * @throws BadRequest for a text that is too long
   */
  #valueHere(place: string): unknown {
    const { cursor, table } = this;
    switch (cursor.bytes[cursor.at]) {
      case OPEN_BRACE:
        return {};
      case OPEN_BRACKET:
        return [];
      default: {
        const scalar = cursor.scanScalar();
        if (scalar !== undefined) return scalar;
        throw new BadRequest(
          `${table.path}${place}: the text is longer than ${LONGEST_TEXT_BYTES} bytes, which no value is.`,
        );
      }
    }
  }
}

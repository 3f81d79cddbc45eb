import { JsonCursor, OPEN_BRACKET } from '../../json/json-cursor';
import { jsonFault } from '../../json/json-fault';
import { DEPTH_OF_VALUES, PausingSkipper, type Reading } from '../../json/json-outline';
import type { SliceClock } from '../../json/slice-clock';
import { RowReader } from '../../rows/row-reader';
import type { EventSink, RowFeatures } from '../../rows/row-features';
import type { RowTable } from '../../rows/row-table';
import type { InputTensor, NumberSource } from '../tensor';
import { numberSource } from './number-source';
import { absentFeatures } from './read-matrix';
import { bytesAt, notUtf8, sizeAt, textAt, type TextElements } from './text-source';
import { writeNumbers } from './write-numbers';

const BLOCK_ROWS = 4_096;
/** One value that is looked up costs about as much time as so many bytes. */
const VALUE_WORK = 8;

/** A tensor that holds one feature of all rows. */
export interface FeatureTensor {
  readonly feature: number;
  readonly tensor: InputTensor;
}

/**
 * Encodes rows that come as one tensor a feature, each of the shape [rows] or [rows, 1]; a sequence has
 * [rows, events]. Features without a tensor are missing in every row.
 */
export function* readFeatureTensors(
  tensors: readonly FeatureTensor[],
  features: RowFeatures,
  table: RowTable,
  rowCount: number,
  clock: SliceClock,
): Reading<void> {
  const reader = new FeatureReader(features, table, rowCount, clock);
  for (const { feature, tensor } of tensors) yield* reader.read(feature, tensor);
  for (const feature of absentFeatures(features, new Set(tensors.map(({ feature }) => feature)))) {
    table.fillColumn(feature, 0, rowCount);
    if (clock.isOver(rowCount)) yield;
  }
}

class FeatureReader {
  /** Reads the elements that are JSON texts. */
  readonly #cursor = new JsonCursor();
  readonly #rows: RowReader;

  constructor(
    private readonly features: RowFeatures,
    private readonly table: RowTable,
    private readonly rowCount: number,
    private readonly clock: SliceClock,
  ) {
    this.#rows = new RowReader(this.#cursor, features, table, clock);
  }

  read(feature: number, { elements, datatype, shape }: InputTensor): Reading<void> {
    const isSequence = this.features.columns[feature].kind === 'sequence';
    if (elements.kind !== 'texts' && elements.kind !== 'bytes') {
      const source = numberSource(elements, datatype);
      return isSequence ? this.#numberEvents(feature, source, shape[1] ?? 1) : this.#numbers(feature, source);
    }
    if (!isSequence) return this.#texts(feature, elements);
    return shape.length === 1
      ? this.#eventLists(feature, elements)
      : this.#textEvents(feature, elements, shape[1]);
  }

  *#numbers(feature: number, source: NumberSource): Reading<void> {
    const { features, table, rowCount, clock } = this;
    const values = new Float64Array(Math.min(BLOCK_ROWS, rowCount));
    for (let row = 0; row < rowCount; row += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rowCount - row);
      source.copy(row, count, values);
      writeNumbers(features, feature, table, source, { values, start: 0, stride: 1, index: row }, row, count);
      if (clock.isOver(count * VALUE_WORK)) yield;
    }
  }

  *#texts(feature: number, elements: TextElements): Reading<void> {
    const { features, table, rowCount, clock } = this;
    for (let row = 0; row < rowCount; row++) {
      const text = textAt(elements, row, () => this.#place(feature, row));
      features.encodeValue(text, feature, row, table);
      if (clock.isOver(sizeAt(elements, row) + VALUE_WORK)) yield;
    }
  }

  /** Events that are no finite number stand where a row has fewer than others. */
  *#numberEvents(feature: number, source: NumberSource, length: number): Reading<void> {
    const { features, table, rowCount, clock } = this;
    for (let row = 0; row < rowCount; row++) {
      const events = features.openSequence(feature, row, table);
      for (let at = row * length; at < (row + 1) * length; at++) {
        const value = source.valueAt(at);
        events.add(typeof value === 'number' && !Number.isFinite(value) ? null : value);
        if (clock.isOver(VALUE_WORK)) yield;
      }
      events.close();
    }
  }

  /** Empty texts stand where a row has fewer events than others. */
  *#textEvents(feature: number, elements: TextElements, length: number): Reading<void> {
    const { features, table, rowCount, clock } = this;
    for (let row = 0; row < rowCount; row++) {
      const events = features.openSequence(feature, row, table);
      for (let i = 0, at = row * length; i < length; i++, at++) {
        const text = textAt(elements, at, () => `${this.#place(feature, row)}[${i}]`);
        events.add(text === '' ? null : text);
        if (clock.isOver(sizeAt(elements, at) + VALUE_WORK)) yield;
      }
      events.close();
    }
  }

  /** One element a row: the JSON text of a list of events, or else the only event, if it is not empty. */
  *#eventLists(feature: number, elements: TextElements): Reading<void> {
    const { features, table, rowCount, clock } = this;
    for (let row = 0; row < rowCount; row++) {
      const events = features.openSequence(feature, row, table);
      this.#cursor.open(bytesAt(elements, row));
      this.#cursor.skipSpace();
      if (this.#cursor.bytes[this.#cursor.at] === OPEN_BRACKET) yield* this.#eventList(events, feature, row);
      else {
        const text = textAt(elements, row, () => this.#place(feature, row));
        if (text !== '') events.add(text);
        events.close();
      }
      if (clock.isOver(sizeAt(elements, row) + VALUE_WORK)) yield;
    }
  }

  *#eventList(events: EventSink, feature: number, row: number): Reading<void> {
    const cursor = this.#cursor;
    const start = cursor.at;
    const place = this.#place(feature, row);
    if (!cursor.isUtf8()) throw notUtf8(place);
    yield* new PausingSkipper(cursor, this.clock, place).skip(DEPTH_OF_VALUES);
    if (!cursor.isAtEnd()) throw jsonFault(cursor, place);
    cursor.at = start;
    yield* this.#rows.readEvents(events, `[${row}].${this.features.featureNames[feature]}`);
  }

  #place(feature: number, row: number): string {
    return `${this.table.path}[${row}].${this.features.featureNames[feature]}`;
  }
}

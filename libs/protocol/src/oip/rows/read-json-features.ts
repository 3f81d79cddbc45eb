import { BadRequest } from '../../errors';
import { JsonCursor, LOWER_N, OPEN_BRACE } from '../../json/json-cursor';
import { jsonFault } from '../../json/json-fault';
import { PausingSkipper, type Reading } from '../../json/json-outline';
import type { SliceClock } from '../../json/slice-clock';
import { RowReader } from '../../rows/row-reader';
import type { RowFeatures } from '../../rows/row-features';
import { RowScanner } from '../../rows/scan-rows';
import type { RowTable } from '../../rows/row-table';
import type { ByteStrings } from '../tensor';
import { bytesAt, notUtf8, type TextElements } from './text-source';

/** A row that is a text stands in no container, but is as deep as one of a list may be. */
const DEPTH_OF_TEXTS = 2;

/**
 * Reads rows that are each the JSON text of an object of features, or null, and mean what they would mean in a list
 * of rows: the quick way where it can, else the general one.
 *
 * @param newTable - makes a table with room for all rows
 * @throws BadRequest if an element is anything else
 */
export function* readJsonFeatures(
  elements: TextElements,
  features: RowFeatures,
  newTable: () => RowTable,
  rowCount: number,
  clock: SliceClock,
): Reading<RowTable> {
  const scanned =
    elements.kind === 'bytes' ? yield* scanAll(elements.values, features, newTable(), rowCount, clock) : null;
  if (scanned !== null) return scanned;
  const general = newTable();
  yield* readAll(elements, features, general, rowCount, clock);
  return general;
}

function* scanAll(
  { bytes, starts, ends }: ByteStrings,
  features: RowFeatures,
  table: RowTable,
  rowCount: number,
  clock: SliceClock,
): Reading<RowTable | null> {
  const scanner = new RowScanner(features);
  scanner.openTexts(bytes, table);
  for (let row = 0; row < rowCount; row++) {
    if (!scanner.scanText(row, starts[row], ends[row])) return null;
    if (clock.isOver(ends[row] - starts[row] + features.width)) yield;
  }
  return table;
}

function* readAll(
  elements: TextElements,
  features: RowFeatures,
  table: RowTable,
  rowCount: number,
  clock: SliceClock,
): Reading<void> {
  const cursor = new JsonCursor();
  const rows = new RowReader(cursor, features, table, clock);
  for (let row = 0; row < rowCount; row++) {
    const place = `${table.path}[${row}]`;
    cursor.open(bytesAt(elements, row));
    if (cursor.isAtEnd()) throw new BadRequest(`${place} is empty; expected the JSON text of an object.`);
    if (!cursor.isUtf8()) throw notUtf8(place);
    const start = cursor.at;
    const first = cursor.bytes[start];
    yield* new PausingSkipper(cursor, clock, place).skip(DEPTH_OF_TEXTS);
    if (!cursor.isAtEnd()) throw jsonFault(cursor, place);
    if (first !== OPEN_BRACE && first !== LOWER_N)
      throw new BadRequest(
        `${place}: expected the JSON text of an object of features, got that of another value.`,
      );
    cursor.at = start;
    yield* rows.readRow(row);
    if (clock.isOver(features.width)) yield;
  }
}

import { readBlocks, type Compression } from '../files/read-blocks';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** How the records of a separated file are told apart. */
export interface RecordLayout {
  readonly separator: string;
  readonly compression: Compression;
  /** Records to pass over before the first row: the header and the blank lines above it. */
  readonly skipRecords: number;
  /** Whether a blank line is no row: true unless the file has one column. */
  readonly blankLinesSkipped: boolean;
}

/**
 * Finds the 1-based line on which a data row starts, by counting records from the top of the file:
 * quoted line breaks and blank lines make lines and rows drift apart.
 *
 * @param row 1-based data row
 * @returns undefined if the file has fewer rows
 */
export async function lineOfRow(
  path: string,
  layout: RecordLayout,
  row: number,
): Promise<number | undefined> {
  const separator = layout.separator.charCodeAt(0);
  let line = 1;
  let recordsToSkip = layout.skipRecords;
  let rows = 0;
  let atFieldStart = true;
  let inQuotes = false;
  let recordIsBlank = true;
  let previous = 0;

  for await (const block of readBlocks(path, layout.compression)) {
    for (const byte of block) {
      const endsLine = byte === LF || byte === CR;
      if (byte === LF && previous === CR) {
        previous = byte;
        continue;
      }
      previous = byte;
      if (inQuotes) {
        if (endsLine) line++;
        // A second quote right behind is an escaped one and enters again, as at the start of a field.
        if (byte === QUOTE) {
          inQuotes = false;
          atFieldStart = true;
        }
        continue;
      }
      if (endsLine) {
        if (recordsToSkip > 0) recordsToSkip--;
        else if (recordIsBlank && !layout.blankLinesSkipped && ++rows === row) return line;
        line++;
        recordIsBlank = true;
        atFieldStart = true;
        continue;
      }
      if (recordIsBlank) {
        recordIsBlank = false;
        if (recordsToSkip === 0 && ++rows === row) return line;
      }
      inQuotes = byte === QUOTE && atFieldStart;
      atFieldStart = byte === separator;
    }
  }
  return undefined;
}

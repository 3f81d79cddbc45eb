import { readTable, textValues, type FileOptions } from '@reckit/data';
import { quoted } from '@reckit/messages';
import { BadTrainingRun } from '../../run/errors';

/**
 * The time of each row: numbers as they are, in whatever unit; else dates, in milliseconds. With all their digits, since
 * seconds since 1970 are too many for a float32.
 *
 * @throws BadTrainingRun for a row whose time is neither
 */
export async function timesIn(file: string, column: string, options: FileOptions): Promise<Float64Array> {
  const table = await readTable(file, { ...options, columns: [{ name: column, kind: 'text' }] });
  return Float64Array.from(textValues(table, column), (text, row) => {
    const time = text === null || text.trim() === '' ? NaN : Number(text);
    const instant = Number.isNaN(time) && text !== null ? Date.parse(text) : time;
    if (Number.isFinite(instant)) return instant;
    throw new BadTrainingRun(
      `${options.shownAs ?? file}: row ${row + 1} has ${text === null ? 'no time' : quoted(text)} in the column "${column}"; expected a number, or a date such as 2026-11-30T08:00:00Z.`,
    );
  });
}

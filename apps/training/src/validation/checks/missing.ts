import { percent } from '../../report/percent';
import type { ExaminedData } from '../examined-data';
import type { Finding } from '../finding';

/** A feature that is there in fewer rows tells little, and a default stands for it in most. */
const MOSTLY = 0.5;

/** Features without a value in most rows, and numbers that are none. */
export function missingValues({ statistics, read }: ExaminedData): Finding[] {
  const missing = statistics
    .filter(({ missing, rows }) => missing > MOSTLY * rows)
    .map(({ name, missing, rows, kind }): Finding => {
      const what = kind === 'sequence' ? 'no event' : 'no value';
      return { check: 'missing', column: name, message: `${what} in ${percent(missing / rows)} of the rows` };
    });
  const notFinite = [...read.notFinite]
    .filter(([, count]) => count > 0)
    .map(([column, count]): Finding => {
      const rows = `${count.toLocaleString('en-US')} ${count === 1 ? 'number' : 'numbers'}`;
      return {
        check: 'not-finite',
        column,
        message: `${rows} infinite, NaN or beyond float32; they count as missing`,
      };
    });
  return [...missing, ...notFinite];
}

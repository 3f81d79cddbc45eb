import { percent } from '../../report/percent';
import type { ExaminedData } from '../examined-data';
import type { Finding } from '../finding';

const NEARLY_ALL = 0.9;
/** Of few rows each may well be of its own. */
const ENOUGH_ROWS = 100;

/** Categories whose values hardly come twice, so that nothing is learnt of them that holds for another row. */
export function uniqueValues({ statistics }: ExaminedData): Finding[] {
  return statistics.flatMap((found): Finding[] => {
    if (found.kind !== 'categorical') return [];
    const present = found.rows - found.missing;
    if (present < ENOUGH_ROWS || found.distinct < NEARLY_ALL * present) return [];
    const share = percent(found.distinct / present);
    return [
      {
        check: 'unique',
        column: found.name,
        message: `as many values as ${share} of the rows; nothing is learnt of a value that comes once`,
      },
    ];
  });
}

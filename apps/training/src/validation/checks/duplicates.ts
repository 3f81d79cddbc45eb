import { rowsOfColumns } from '@reckit/data';
import { repeatedShare } from '@reckit/features';
import { percent } from '../../report/percent';
import type { ExaminedData } from '../examined-data';
import type { Finding } from '../finding';

const MANY = 0.1;

/** Rows that are equal to others in all that is read of them: they may be on both sides of the split. */
export function repeatedRows({ read: { columns, targets, groups, rowCount } }: ExaminedData): Finding[] {
  const share = repeatedShare(
    (begin, end) => [
      ...rowsOfColumns(columns, begin, end).values(),
      ...Array.from(targets.values(), values => values.subarray(begin, end)),
      // Users whose features are alike are not the same one.
      ...(groups ? [{ kind: 'category', ...groups, codes: groups.codes.subarray(begin, end) } as const] : []),
    ],
    rowCount,
  );
  if (share < MANY) return [];
  const message = `${percent(share)} of the rows repeat another one in all features and labels, and may be in both parts of the split`;
  return [{ check: 'duplicates', message }];
}

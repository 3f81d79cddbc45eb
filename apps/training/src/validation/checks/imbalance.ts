import { percent } from '../../report/percent';
import type { ExaminedData } from '../examined-data';
import type { Finding } from '../finding';

const RARE = 0.001;
/** With fewer rows of a label, metrics are chance. */
const FEW = 20;

/** Labels of which one is so rare that little can be learnt or measured. */
export function imbalance({ labels }: ExaminedData): Finding[] {
  return labels.flatMap(({ name, isBinary, positives, statistics: { rows: all } }): Finding[] => {
    if (!isBinary) return [];
    const [rarer, rows] = positives <= all / 2 ? [1, positives] : [0, all - positives];
    if (rows === 0 || (rows >= FEW && rows >= RARE * all)) return [];
    const share = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}, ${percent(rows / all)}`;
    return [{ check: 'imbalance', column: name, message: `only ${share} with the label ${rarer}` }];
  });
}

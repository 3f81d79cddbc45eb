import { countPositives } from '../../run/data/binary-labels';
import { percent } from '../../report/percent';
import type { ExaminedData } from '../examined-data';
import type { Finding } from '../finding';

const RARE = 0.001;
/** With fewer rows of a label, metrics are chance. */
const FEW = 20;

/** Labels of which one is so rare that little can be learnt or measured. */
export function imbalance({ labels }: ExaminedData): Finding[] {
  return labels.flatMap(({ name, isBinary, values }): Finding[] => {
    if (!isBinary) return [];
    const positives = countPositives(values);
    const [rarer, rows] = positives <= values.length / 2 ? [1, positives] : [0, values.length - positives];
    if (rows === 0 || (rows >= FEW && rows >= RARE * values.length)) return [];
    const share = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}, ${percent(rows / values.length)}`;
    return [{ check: 'imbalance', column: name, message: `only ${share} with the label ${rarer}` }];
  });
}

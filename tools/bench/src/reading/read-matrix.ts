import { readColumnNames, readColumns, type Columns } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';
import { timed } from '../embedding/timed-run';
import { peakResidentMegabytes } from '../processes/peak-memory';
import type { MatrixRun } from './matrix-run';

/** The column of clicks that is learned. */
const LABEL = 'label';

/**
 * Reads the numbers of a file as a training does, and prints what that took; a process of its own, since what is
 * measured is its memory.
 */
export async function readMatrix(file: string): Promise<void> {
  const names = (await readColumnNames(file)).filter(name => name !== LABEL);
  const features = names.map(name => ({ name, kind: 'numeric' as const }));
  const held: Columns[] = [];
  const { seconds, cpuSeconds } = await timed(0, async () => {
    held.push(await readColumns(file, { features, targets: [LABEL] }));
  });
  const peak = peakResidentMegabytes(process.pid);
  const [{ rowCount: rows, columns, targets }] = held;
  const first = columns.get(RANKING_FEATURES[0]);
  const run: MatrixRun = {
    version: '',
    rows,
    sum: first?.kind === 'numeric' ? sumOf(first.values) : NaN,
    positives: sumOf(targets.get(LABEL) ?? new Float32Array()),
    seconds,
    cpu_seconds: cpuSeconds,
    peak_megabytes: peak,
  };
  process.stdout.write(`${JSON.stringify(run)}\n`);
}

function sumOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

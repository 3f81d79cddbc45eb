import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openPackage } from '@reckit/artifacts';
import type { BenchContext } from '../../bench-context';
import type { MeasureReport } from '../../report/measure-report';
import { canTrainTogether, ONE_PROCESS_ALONE } from '../../training/can-train-together';
import { writeClicks, type ClicksShape } from '../../training/clicks-csv';
import { runTraining } from '../../training/training-process';

const PROCESSES = [1, 2] as const;
const FILES = 2;
/** What is read, encoded and written takes as long for few rounds as for many. */
const ROUNDS = { few: 20, many: 120 } as const;

interface MeasuredTraining {
  readonly processes: number;
  readonly seconds: number;
  /** Of a round beyond the first ones. */
  readonly roundSeconds: number;
  readonly auc: number;
}

/** The training of trees in one process and in two, each on its share of the rows. */
export async function measureDistributed(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const shape: ClicksShape = { ...effort.sharedClicks, categories: 0 };
  const data = path.join(folder, 'shared-rows');
  const modelDir = path.join(folder, 'distributed');
  progress(`distributed: writing ${shape.rows} rows`);
  await writeParts(data, shape);
  const together = canTrainTogether();
  const runs: MeasuredTraining[] = [];
  try {
    for (const processes of PROCESSES) {
      if (processes > 1 && !together) continue;
      progress(`distributed: ${processes} of ${PROCESSES.at(-1)} processes`);
      const train = async (rounds: number): Promise<{ seconds: number; auc: number }> => {
        const version = `${processes}-${rounds}`;
        const flags = {
          'data-path': data,
          rounds,
          'early-stopping': 0,
          param: 'max_depth=8',
          processes,
          workers: 1,
          version,
          'model-dir': modelDir,
        };
        const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`]);
        const { seconds } = await runTraining(['xgb', '--quiet', ...args]);
        const { manifest } = await openPackage(path.join(modelDir, 'xgb', version), 'xgb', []);
        return { seconds, auc: Number(manifest.metrics['auc']) };
      };
      const few = await train(ROUNDS.few);
      const { seconds, auc } = await train(ROUNDS.many);
      const roundSeconds = (seconds - few.seconds) / (ROUNDS.many - ROUNDS.few);
      runs.push({ processes, seconds, roundSeconds, auc });
    }
    return reportOf(runs, shape.rows, together);
  } finally {
    await rm(data, { recursive: true, force: true });
    await rm(modelDir, { recursive: true, force: true });
  }
}

/** One file a process. */
async function writeParts(folder: string, shape: ClicksShape): Promise<void> {
  await mkdir(folder, { recursive: true });
  const whole = path.join(folder, 'whole.csv');
  await writeClicks(whole, shape);
  const [header = '', ...rows] = (await readFile(whole, 'utf8')).trimEnd().split('\n');
  await rm(whole);
  for (let part = 0; part < FILES; part++) {
    const own = rows.slice((part * rows.length) / FILES, ((part + 1) * rows.length) / FILES);
    await writeFile(path.join(folder, `part-${part}.csv`), `${[header, ...own].join('\n')}\n`);
  }
}

function reportOf(runs: readonly MeasuredTraining[], rows: number, together: boolean): MeasureReport {
  const [alone] = runs;
  return {
    name: 'distributed',
    title: 'Training XGBoost in several processes',
    columns: [
      { key: 'processes', title: 'processes' },
      { key: 'seconds', title: 'seconds', decimals: 1 },
      { key: 'wholeRowsPerSecond', title: 'rows/s, CSV to package' },
      { key: 'rowsPerSecond', title: 'rows/s of the rounds' },
      { key: 'ratio', title: 'ratio', decimals: 2 },
      { key: 'auc', title: 'AUC', decimals: 4 },
    ],
    rows: runs.map(({ processes, seconds, roundSeconds, auc }) => ({
      processes,
      seconds,
      wholeRowsPerSecond: (rows * ROUNDS.many) / seconds,
      rowsPerSecond: rows / roundSeconds,
      ratio: (alone?.roundSeconds ?? NaN) / roundSeconds,
      auc,
    })),
    targets: [],
    notes: [
      `${rows.toLocaleString('en-US')} rows of 7 numbers in ${FILES} files, a fifth held out; ${ROUNDS.many} rounds of trees 8 deep, one thread a process, on one machine. Rows are counted once a round. "rows/s of the rounds" leaves out reading, encoding and writing: it is the difference to a run of ${ROUNDS.few} rounds. "ratio" is that beside one process.`,
      ...(together ? [] : [ONE_PROCESS_ALONE]),
    ],
  };
}

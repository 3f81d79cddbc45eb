import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import type { MeasureReport } from '../../report/measure-report';
import { canTrainTogether, ONE_PROCESS_ALONE } from '../../training/can-train-together';
import { clicksFeatures, writeClicks, type ClicksShape } from '../../training/clicks-csv';
import { runTraining } from '../../training/training-process';

const PROCESSES = [1, 2] as const;
const BATCH_SIZES = [1_024, 8_192] as const;
/** What is read, compiled and written takes as long for few epochs as for many. */
const EPOCHS = { few: 1, many: 4 } as const;

interface MeasuredTraining {
  readonly batchSize: number;
  readonly processes: number;
  readonly seconds: number;
  /** Of an epoch beyond the first. */
  readonly epochSeconds: number;
}

/** The training of a network in one process and in two. */
export async function measureDistributedNetworks(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const shape = effort.sharedClicks;
  const dataFile = path.join(folder, 'shared-clicks.csv');
  const featureFile = path.join(folder, 'shared-clicks-features.json');
  const modelDir = path.join(folder, 'distributed-networks');
  const together = canTrainTogether();
  progress(`distributed-networks: writing ${shape.rows} rows`);
  await writeClicks(dataFile, shape);
  await writeFile(featureFile, clicksFeatures(shape));
  const runs: MeasuredTraining[] = [];
  try {
    for (const batchSize of BATCH_SIZES) {
      for (const processes of PROCESSES) {
        if (processes > 1 && !together) continue;
        progress(
          `distributed-networks: ${processes} of ${PROCESSES.at(-1)} processes, ${batchSize} rows a step`,
        );
        const secondsOf = async (epochs: number): Promise<number> => {
          const flags = {
            'data-path': dataFile,
            features: featureFile,
            split: 'none',
            epochs,
            'batch-size': batchSize,
            processes,
            workers: 1,
            version: `${batchSize}-${processes}-${epochs}`,
            'model-dir': modelDir,
          };
          const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`]);
          return (await runTraining(['deepfm', '--quiet', ...args])).seconds;
        };
        const few = await secondsOf(EPOCHS.few);
        const many = await secondsOf(EPOCHS.many);
        const epochSeconds = (many - few) / (EPOCHS.many - EPOCHS.few);
        runs.push({ batchSize, processes, seconds: many, epochSeconds });
      }
    }
    return reportOf(runs, shape, together);
  } finally {
    await rm(dataFile, { force: true });
    await rm(modelDir, { recursive: true, force: true });
  }
}

function reportOf(
  runs: readonly MeasuredTraining[],
  { rows, categories, values }: ClicksShape,
  together: boolean,
): MeasureReport {
  return {
    name: 'distributed-networks',
    title: 'Training DeepFM in several processes',
    columns: [
      { key: 'batchSize', title: 'rows a step' },
      { key: 'processes', title: 'processes' },
      { key: 'seconds', title: 'seconds', decimals: 1 },
      { key: 'wholeRowsPerSecond', title: 'rows/s, CSV to package' },
      { key: 'rowsPerSecond', title: 'rows/s of the epochs' },
      { key: 'ratio', title: 'ratio', decimals: 2 },
    ],
    rows: runs.map(({ batchSize, processes, seconds, epochSeconds }) => {
      const alone = runs.find(other => other.batchSize === batchSize && other.processes === 1);
      return {
        batchSize,
        processes,
        seconds,
        wholeRowsPerSecond: (rows * EPOCHS.many) / seconds,
        rowsPerSecond: rows / epochSeconds,
        ratio: (alone?.epochSeconds ?? NaN) / epochSeconds,
      };
    }),
    targets: [],
    notes: [
      `${rows.toLocaleString('en-US')} rows of 7 numbers and ${categories} categories of ${values.toLocaleString('en-US')} values each, all to learn from; ${EPOCHS.many} epochs, one thread a process, on one machine. "rows/s of the epochs" leaves out reading, compiling and writing: it is the difference to a run of ${EPOCHS.few} epoch. "ratio" is that beside one process.`,
      ...(together ? [] : [ONE_PROCESS_ALONE]),
    ],
  };
}

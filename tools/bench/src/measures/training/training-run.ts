import { rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import type { MeasureReport } from '../../report/measure-report';
import { clicksFeatures, writeClicks } from '../../training/clicks-csv';
import { runTraining, type TrainingRun } from '../../training/training-process';

const EPOCHS = [1, 5] as const;
const BATCH_SIZE = 1_024;
const MAX_GROWTH = 1.1;
const MEGABYTE = 1_000_000;

/** Whole runs of the training program: from a data file of clicks to a package, in a process of its own. */
export async function measureTrainingRun(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const { clicks } = effort;
  const dataFile = path.join(folder, 'clicks.csv');
  const featureFile = path.join(folder, 'clicks-features.json');
  progress(`training-run: writing ${clicks.rows} rows`);
  await writeClicks(dataFile, clicks);
  await writeFile(featureFile, clicksFeatures(clicks));
  const megabytes = (await stat(dataFile)).size / MEGABYTE;
  try {
    const runs = [];
    for (const epochs of EPOCHS) {
      progress(`training-run: ${epochs} of ${EPOCHS.at(-1)} epochs`);
      runs.push({ epochs, ...(await runTraining(commandLine(dataFile, featureFile, epochs, folder))) });
    }
    return reportOf(runs, context, megabytes);
  } finally {
    await rm(dataFile, { force: true });
  }
}

function commandLine(dataFile: string, featureFile: string, epochs: number, folder: string): string[] {
  const flags = {
    'data-path': dataFile,
    features: featureFile,
    epochs,
    'early-stopping': 0,
    'batch-size': BATCH_SIZE,
    version: `epochs-${epochs}`,
    'model-dir': path.join(folder, 'training-run'),
  };
  return [
    'deepfm',
    '--quiet',
    ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`]),
  ];
}

function reportOf(
  runs: readonly (TrainingRun & { readonly epochs: number })[],
  { effort: { clicks } }: BenchContext,
  megabytes: number,
): MeasureReport {
  const peaks = runs.map(({ peakMegabytes }) => peakMegabytes);
  const growth = Math.max(...peaks) / peaks[0];
  return {
    name: 'training-run',
    title: 'Training DeepFM from CSV to package',
    columns: [
      { key: 'epochs', title: 'epochs' },
      { key: 'seconds', title: 'seconds', decimals: 1 },
      { key: 'rowsPerSecond', title: 'rows/s' },
      { key: 'peakMegabytes', title: 'peak memory MB' },
    ],
    rows: runs.map(({ epochs, seconds, peakMegabytes }) => ({
      epochs,
      seconds,
      rowsPerSecond: (clicks.rows * epochs) / seconds,
      peakMegabytes,
    })),
    targets: [
      {
        text: `peak memory of ${EPOCHS.at(-1)} epochs at most ${MAX_GROWTH} times that of ${EPOCHS[0]}`,
        measured: growth.toFixed(2),
        met: growth <= MAX_GROWTH,
      },
    ],
    notes: [
      `${clicks.rows.toLocaleString('en-US')} rows, ${megabytes.toFixed(0)} MB: 7 numbers and ${clicks.categories} categories of ${clicks.values.toLocaleString('en-US')} values each; ${BATCH_SIZE} rows a step. Everything counts, from the start of the process to the package: reading, encoding, training, validation after each epoch. "rows/s" is rows of the file times epochs over the whole time.`,
    ],
  };
}

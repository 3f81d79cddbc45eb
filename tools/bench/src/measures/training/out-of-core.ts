import { rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import { below, type MeasureReport } from '../../report/measure-report';
import { NUMBERS, numbersFeatures, writeNumbers } from '../../training/numbers-parquet';
import { runTraining, type TrainingRun } from '../../training/training-process';

const MEGABYTE = 1_000_000;
const ROUNDS = 10;
const BATCH_SIZE = 8_192;

interface Side {
  readonly command: string;
  readonly rows: number;
  readonly maxMegabytes: number;
  readonly flags: readonly string[];
}

/** Trainings on more rows than their memory holds, each in a process of its own. */
export async function measureOutOfCore(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const featureFile = path.join(folder, 'numbers-features.json');
  await writeFile(featureFile, numbersFeatures());
  const runs = [];
  for (const side of sidesOf(effort.outOfCore)) {
    const dataFile = path.join(folder, 'numbers.parquet');
    progress(`out-of-core: writing ${side.rows} rows`);
    await writeNumbers(dataFile, side.rows);
    const megabytes = (await stat(dataFile)).size / MEGABYTE;
    try {
      progress(`out-of-core: ${side.command} within ${side.maxMegabytes} MB`);
      const flags = {
        'data-path': dataFile,
        features: featureFile,
        'max-memory': `${side.maxMegabytes}MB`,
        'model-dir': path.join(folder, 'out-of-core'),
      };
      const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
      runs.push({
        ...side,
        megabytes,
        ...(await runTraining([side.command, '--quiet', ...args, ...side.flags])),
      });
    } finally {
      await rm(dataFile, { force: true });
    }
  }
  return reportOf(runs);
}

function sidesOf({ treeRows, treeMegabytes, networkRows }: BenchContext['effort']['outOfCore']): Side[] {
  return [
    {
      command: 'xgb',
      rows: treeRows,
      maxMegabytes: treeMegabytes,
      flags: ['--rounds', `${ROUNDS}`, '--early-stopping', '0'],
    },
    {
      command: 'deepfm',
      rows: networkRows,
      // The least that is allowed.
      maxMegabytes: 1_000,
      flags: ['--epochs', '1', '--batch-size', `${BATCH_SIZE}`],
    },
  ];
}

function reportOf(runs: readonly (Side & TrainingRun & { readonly megabytes: number })[]): MeasureReport {
  return {
    name: 'out-of-core',
    title: 'Training on more rows than memory holds',
    columns: [
      { key: 'command', title: 'training' },
      { key: 'rows', title: 'rows' },
      { key: 'megabytes', title: 'Parquet MB' },
      { key: 'maxMegabytes', title: '--max-memory MB' },
      { key: 'seconds', title: 'seconds', decimals: 1 },
      { key: 'cpuSeconds', title: 'CPU seconds', decimals: 1 },
      { key: 'peakMegabytes', title: 'peak memory MB' },
    ],
    rows: runs.map(({ command, rows, megabytes, maxMegabytes, seconds, cpuSeconds, peakMegabytes }) => ({
      command,
      rows,
      megabytes,
      maxMegabytes,
      seconds,
      cpuSeconds,
      peakMegabytes,
    })),
    targets: runs.map(({ command, peakMegabytes, maxMegabytes }) =>
      below(`peak memory of ${command} within --max-memory`, peakMegabytes, maxMegabytes, 'MB', 0),
    ),
    notes: [
      `${NUMBERS} numbers a row and a label; ${ROUNDS} rounds of trees, one epoch of DeepFM in batches of ${BATCH_SIZE.toLocaleString('en-US')}. Everything counts, from the start of the process to the package.`,
    ],
  };
}

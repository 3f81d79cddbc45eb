import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import type { Cell, MeasureReport } from '../../report/measure-report';
import { rowsOf, writeHistories, type HistoriesShape } from '../../retrieval/histories-csv';
import { runTraining, type TrainingRun } from '../../training/training-process';

const MODEL = 'youtube_dnn';
const COMMAND = 'youtube-dnn';
const EXPORTS = {
  '.npy': 'vectors.npy',
  'lines of JSON': 'vectors.jsonl',
  Parquet: 'vectors.parquet',
} as const;
const BATCH_SIZE = 1_024;
const MEGABYTE = 1_000_000;

/** A run of the training program, and what it read or wrote. */
interface MeasuredRun extends TrainingRun {
  readonly what: string;
  readonly rows: number;
  readonly fileMegabytes: number;
}

/** YouTube DNN with a large catalogue from a data file to a package, and the export of its vectors. */
export async function measureRetrievalTraining(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const shape = { ...effort.histories, ...(context.items !== null && { items: context.items }) };
  const dataFile = path.join(folder, 'histories.csv');
  const modelDir = path.join(folder, 'retrieval-training');
  try {
    progress(`retrieval-training: writing ${rowsOf(shape)} rows`);
    await writeHistories(dataFile, shape);
    progress('retrieval-training: training');
    const trained = await runTraining(trainingLine(dataFile, modelDir));
    const runs = [{ what: 'training, CSV to package', rows: rowsOf(shape), ...trained, file: dataFile }];
    for (const [what, name] of Object.entries(EXPORTS)) {
      progress(`retrieval-training: export, ${what}`);
      const file = path.join(folder, name);
      const written = await runTraining([
        'export-vectors',
        MODEL,
        '--quiet',
        '--model-dir',
        modelDir,
        '--out',
        file,
      ]);
      runs.push({ what: `export, ${what}`, rows: shape.items, ...written, file });
    }
    const measured = await Promise.all(
      runs.map(async ({ file, ...run }) => ({ ...run, fileMegabytes: (await stat(file)).size / MEGABYTE })),
    );
    return reportOf(measured, shape);
  } finally {
    await rm(dataFile, { force: true });
    await rm(modelDir, { recursive: true, force: true });
    for (const name of Object.values(EXPORTS)) await rm(path.join(folder, name), { force: true });
  }
}

function trainingLine(dataFile: string, modelDir: string): string[] {
  const flags = {
    'data-path': dataFile,
    'model-dir': modelDir,
    version: 'v1',
    epochs: 1,
    'batch-size': BATCH_SIZE,
    softmax: 'sampled',
  };
  return [COMMAND, '--quiet', ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, `${value}`])];
}

function reportOf(runs: readonly MeasuredRun[], { items, rowsAUser }: HistoriesShape): MeasureReport {
  const count = items.toLocaleString('en-US');
  return {
    name: 'retrieval-training',
    title: `YouTube DNN with ${count} items, and its vectors`,
    columns: [
      { key: 'what', title: 'what' },
      { key: 'rows', title: 'rows' },
      { key: 'fileMegabytes', title: 'file MB' },
      { key: 'seconds', title: 'seconds', decimals: 1 },
      { key: 'rowsPerSecond', title: 'rows/s' },
      { key: 'cpuSeconds', title: 'CPU seconds', decimals: 1 },
      { key: 'peakMegabytes', title: 'peak memory MB' },
    ],
    rows: runs.map((run): Record<string, Cell> => ({
      what: run.what,
      rows: run.rows,
      fileMegabytes: run.fileMegabytes,
      seconds: run.seconds,
      rowsPerSecond: run.rows / run.seconds,
      cpuSeconds: run.cpuSeconds,
      peakMegabytes: run.peakMegabytes,
    })),
    targets: [],
    notes: [
      `Histories of up to ${rowsAUser - 1} ids, vectors of 64 numbers, sampled softmax with 4 negatives a row, ${BATCH_SIZE} rows a step, one epoch. The whole process counts: reading, encoding, training, measuring against the whole catalogue after the epoch and at the end, writing and checking the package. The file is what is read, or written.`,
    ],
  };
}

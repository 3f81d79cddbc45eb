import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { csvToParquet } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';
import type { BenchContext } from '../../bench-context';
import { lastLineOf } from '../../embedding/timed-run';
import { BenchError } from '../../errors';
import { inTurns } from '../../in-turns';
import { READ_MATRIX, type MatrixRun } from '../../reading/matrix-run';
import { atLeast, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { median } from '../../statistics';
import { categoryNames, writeClicks } from '../../training/clicks-csv';
import { runPythonPeer } from '../../training/python-peer';

const MOST_ROUNDS = 3;
/** Beside the seven numbers and the label: 14 columns altogether. */
const CATEGORIES = 6;
const VALUES = 100_000;
/** Of the peak of a process over the bytes of the numbers that it holds in the end. */
const MOST_MEMORY = 1.3;
const NUMBER_BYTES = 4;
const MEGABYTE = 1_000_000;
/** What two orders of adding numbers of 32 bits may differ by. */
const SAME_SUM = 1e-6;

/** A side that reads a file; null where it is not installed. */
interface Side {
  readonly title: string;
  readonly isPandas: boolean;
  read(file: string): Promise<MatrixRun | null>;
}

const SIDES: readonly Side[] = [
  { title: 'ours', isPandas: false, read: readOurs },
  { title: 'pandas', isPandas: true, read: file => readWithPeer('pandas', file) },
  {
    title: 'pandas, engine pyarrow',
    isPandas: true,
    // Parquet it reads with pyarrow anyway.
    read: file => (file.endsWith('.csv') ? readWithPeer('pandas-pyarrow', file) : Promise.resolve(null)),
  },
  { title: 'polars', isPandas: false, read: file => readWithPeer('polars', file) },
];

/** Rows/s and peak memory of reading files into the numbers that a training takes, beside pandas and polars. */
export async function measureReading({ effort, folder, progress }: BenchContext): Promise<MeasureReport> {
  const shape = { rows: effort.readingRows, categories: CATEGORIES, values: VALUES };
  const csv = path.join(folder, 'reading.csv');
  const parquet = path.join(folder, 'reading.parquet');
  progress(`reading: writing ${shape.rows} rows`);
  const names = [...RANKING_FEATURES, ...categoryNames(shape), 'label'];
  const matrixMegabytes = (shape.rows * names.length * NUMBER_BYTES) / MEGABYTE;
  try {
    await writeClicks(csv, shape);
    await csvToParquet(csv, parquet, Object.fromEntries(names.map(name => [name, 'DOUBLE'])));
    const found: Found[] = [];
    for (const file of [csv, parquet]) {
      progress(`reading: ${path.basename(file)}`);
      const results = await inTurns(SIDES, Math.min(MOST_ROUNDS, effort.rounds), side => side.read(file));
      const runs = SIDES.map((side, i) => ({ side, runs: results[i].filter(run => run !== null) }));
      assertSame(runs.flatMap(side => side.runs));
      const megabytes = (await stat(file)).size / MEGABYTE;
      found.push({ format: file === csv ? 'CSV' : 'Parquet', megabytes, sides: runs, matrixMegabytes });
    }
    return reportOf(shape.rows, names.length, matrixMegabytes, found);
  } finally {
    await rm(csv, { force: true });
    await rm(parquet, { force: true });
  }
}

/** This program reads it in a process of its own. */
async function readOurs(file: string): Promise<MatrixRun> {
  const program = path.resolve(__dirname, 'main.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, READ_MATRIX, file]);
  return lastLineOf<MatrixRun>(stdout);
}

async function readWithPeer(library: string, file: string): Promise<MatrixRun | null> {
  const printed = await runPythonPeer('read-matrix.py', [library, file]);
  return printed === null ? null : lastLineOf<MatrixRun>(printed);
}

/** @throws BenchError if not all have read the same numbers */
function assertSame([first, ...others]: readonly MatrixRun[]): void {
  for (const { rows, sum, positives } of others) {
    const isSame =
      rows === first.rows &&
      positives === first.positives &&
      Math.abs(sum - first.sum) <= SAME_SUM * Math.abs(first.sum);
    if (!isSame) throw new BenchError('the sides have read different numbers out of one file.');
  }
}

interface Found {
  readonly format: string;
  readonly megabytes: number;
  readonly matrixMegabytes: number;
  readonly sides: readonly { readonly side: Side; readonly runs: readonly MatrixRun[] }[];
}

const perSecond = (runs: readonly MatrixRun[]): number =>
  median(runs.map(({ rows, seconds }) => rows / seconds));
const peak = (runs: readonly MatrixRun[]): number =>
  Math.max(...runs.map(({ peak_megabytes: megabytes }) => megabytes));

function reportOf(
  rows: number,
  columns: number,
  matrixMegabytes: number,
  found: readonly Found[],
): MeasureReport {
  const missing = SIDES.filter(({ title }) =>
    found.every(({ sides }) => sides.some(({ side, runs }) => side.title === title && runs.length === 0)),
  );
  return {
    name: 'reading',
    title: `${rows.toLocaleString('en-US')} rows of ${columns} columns into memory`,
    columns: [
      { key: 'format', title: 'format' },
      { key: 'megabytes', title: 'file MB', decimals: 0 },
      { key: 'side', title: 'side' },
      { key: 'perSecond', title: 'rows/s', decimals: 0 },
      { key: 'perCpuSecond', title: 'rows a CPU second', decimals: 0 },
      { key: 'peak', title: 'peak memory MB', decimals: 0 },
      { key: 'ratio', title: 'peak/matrix', decimals: 2 },
    ],
    rows: found.flatMap(rowsOf),
    targets: found.flatMap(targetsOf),
    notes: [
      `All sides end with the same numbers of 32 bits in memory, ${matrixMegabytes.toFixed(0)} MB, column by column, each in a process of its own whose whole memory is counted. The file has been read before, so that it is in the memory of the system.`,
      ...(missing.length === 0
        ? []
        : [
            `Missing: ${missing.map(({ title }) => title).join('; ')}. A \`python3\` that can import \`pandas\`, \`pyarrow\` and \`polars\` brings them in.`,
          ]),
    ],
  };
}

function rowsOf({ format, megabytes, matrixMegabytes, sides }: Found): Readonly<Record<string, Cell>>[] {
  return sides
    .filter(({ runs }) => runs.length > 0)
    .map(({ side, runs }) => ({
      format,
      megabytes,
      side: [side.title, runs[0].version].filter(Boolean).join(' '),
      perSecond: perSecond(runs),
      perCpuSecond: median(runs.map(({ rows, cpu_seconds: cpuSeconds }) => rows / cpuSeconds)),
      peak: peak(runs),
      ratio: peak(runs) / matrixMegabytes,
    }));
}

function targetsOf({ format, matrixMegabytes, sides: [ours, ...peers] }: Found): Target[] {
  const pandas = peers.filter(({ side, runs }) => side.isPandas && runs.length > 0);
  const ratio = peak(ours.runs) / matrixMegabytes;
  const fastest = Math.max(...pandas.map(({ runs }) => perSecond(runs)));
  return [
    ...(pandas.length === 0
      ? []
      : [
          atLeast(
            `${format}: rows/s at least those of the fastest pandas`,
            perSecond(ours.runs) / fastest,
            1,
          ),
        ]),
    {
      text: `${format}: peak memory at most ${MOST_MEMORY} times the matrix`,
      measured: ratio.toFixed(2),
      met: ratio <= MOST_MEMORY,
    },
  ];
}

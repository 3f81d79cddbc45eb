import type { BenchContext } from '../../bench-context';
import { inTurns } from '../../in-turns';
import { atLeast, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { median, spreadOf } from '../../statistics';
import {
  openEagerSides,
  openSides,
  type ComparedSide,
  type ComparedStep,
  type SideKind,
} from '../../training/compared-sides';

/** Rows on either side of the rectifiers, and a weight with which every part of the network shows in the probability. */
const PROBE_ROWS = [
  [-0.9, 0.3, 0.8, 1.2, -0.7, 0.4, 0.2],
  [-1.1, 0.6, -0.9, -0.4, 0.5, -0.8, -0.9],
] as const;
const PROBE_WEIGHT = 0.05;
const CLOSE_ENOUGH = 1e-5;
/** So many times the speed of JAX is wanted of small batches, and of those with tables. */
const JAX_RATIO = 1;
const SMALL_BATCH_ROWS = 256;
/** Of the speed of the matrix products alone so much is wanted of large batches. */
const PRODUCTS_RATIO = 0.7;

/** Speed of a training step of DeepFM: forward, backward, dropout and Adam, the batch at hand. */
export async function measureTrainingStep(context: BenchContext): Promise<MeasureReport> {
  const missing: string[] = [];
  const steps = await openSides(missing);
  const opened = new Set(steps.flatMap(({ sides }) => sides.map(({ side }) => side)));
  try {
    const times: StepTimes[] = [];
    for (const step of steps) times.push(...(await compare(step, context)));
    // Opened last: in one process with them, the garbage that they make would slow the compiled steps down.
    const eager = await openEagerSides(steps[0].sides[0].reference);
    for (const { side } of eager.sides) opened.add(side);
    const [, ...ofEager] = await compare(eager, context);
    times.push(...ofEager.filter(({ side, reference }) => side !== reference));
    const ordered = times.toSorted((a, b) => a.categories - b.categories || a.rowCount - b.rowCount);
    return {
      name: 'training-step',
      title: 'Training step of DeepFM',
      columns: COLUMNS,
      rows: ordered.map(toRow),
      targets: steps.flatMap(({ rowCounts, categories }) =>
        rowCounts.flatMap(rowCount =>
          targetsOf(times.filter(each => each.rowCount === rowCount && each.categories === categories)),
        ),
      ),
      notes: [...NOTES, ...missing],
    };
  } finally {
    for (const side of opened) await side.close();
  }
}

const NOTES = [
  'DeepFM on 7 numbers, embedding 16, deep part 128-64-32, dropout 0.5, Adam; medians over interleaved rounds. "ratio" is the time of a side over that of the compiled step on as many threads. Categories are 6 of 100,000 values each, every step another batch, looked up in tables with lazy Adam, which counts.',
  'Matrix products alone are those of the deep part, forward and backward, and of the sums of embeddings of numbers, all into arrays that are there.',
  'Every side but JAX hands over the loss of each step; JAX is waited for after 8 calls, or a scan of 16,384 rows.',
];

const COLUMNS: MeasureReport['columns'] = [
  { key: 'batch', title: 'rows a step' },
  { key: 'categories', title: 'categories' },
  { key: 'side', title: 'side' },
  { key: 'ms', title: 'ms a step', decimals: 3 },
  { key: 'minMs', title: 'min', decimals: 3 },
  { key: 'maxMs', title: 'max', decimals: 3 },
  { key: 'rowsPerSecond', title: 'rows/s' },
  { key: 'ratio', title: 'ratio', decimals: 2 },
];

interface StepTimes extends ComparedSide {
  readonly rowCount: number;
  readonly categories: number;
  readonly msAStep: readonly number[];
  /** This side's time over its reference's, of each round. */
  readonly ratios: readonly number[];
}

/** @throws Error if sides do not compute the same */
async function compare(
  { rowCounts, categories, sides }: ComparedStep,
  { effort, progress }: BenchContext,
): Promise<StepTimes[]> {
  await assertAlike(sides);
  const results: StepTimes[] = [];
  for (const rowCount of rowCounts) {
    progress(`training-step: ${rowCount} rows, ${categories} categories, ${sides.length} sides`);
    const request = { rowCount, durationMs: effort.stepsMs };
    const timings = await inTurns(sides, effort.rounds, ({ side }) => side.time(request));
    const times = timings.map(rounds => rounds.map(({ elapsedMs, steps }) => elapsedMs / steps));
    sides.forEach((compared, i) => {
      const reference = times[sides.findIndex(({ side }) => side === compared.reference)];
      const ratios = times[i].map((ms, round) => ms / reference[round]);
      results.push({ ...compared, rowCount, categories, msAStep: times[i], ratios });
    });
  }
  return results;
}

/** A comparison of networks that do not compute the same would mean nothing. */
async function assertAlike(sides: readonly ComparedSide[]): Promise<void> {
  const [first, ...others] = sides.filter(({ kind }) => kind !== 'products').map(({ side }) => side);
  const expected = await first.predict(PROBE_ROWS, PROBE_WEIGHT);
  for (const side of others) {
    const predictions = await side.predict(PROBE_ROWS, PROBE_WEIGHT);
    const alike = PROBE_ROWS.every((_, i) => Math.abs(predictions[i] - expected[i]) <= CLOSE_ENOUGH);
    if (!alike) throw new Error(`${side.name} predicts otherwise than ${first.name}.`);
  }
}

function toRow({ side, rowCount, categories, msAStep, ratios }: StepTimes): Record<string, Cell> {
  const ms = spreadOf(msAStep);
  return {
    batch: rowCount,
    categories,
    side: side.name,
    ms: ms.median,
    minMs: ms.min,
    maxMs: ms.max,
    rowsPerSecond: (rowCount * 1000) / ms.median,
    ratio: median(ratios),
  };
}

/** Of the sides of one step, as far as the peers are there. */
function targetsOf(times: readonly StepTimes[]): Target[] {
  const [{ rowCount, categories }] = times;
  const what = `${rowCount} rows${categories > 0 ? `, ${categories} categories` : ''}`;
  const ratiosOf = (kind: SideKind, threads: number): number | null => {
    const found = times.find(each => each.kind === kind && each.threads === threads);
    return found ? median(found.ratios) : null;
  };
  if (categories === 0 && rowCount > SMALL_BATCH_ROWS) {
    const ratio = ratiosOf('products', 1);
    const text = `${what}, 1 thread: at least ${PRODUCTS_RATIO} of the speed of the matrix products alone`;
    return ratio === null ? [] : [atLeast(text, ratio, PRODUCTS_RATIO)];
  }
  const threads = categories === 0 ? [1] : [...new Set(times.map(each => each.threads))];
  return threads.flatMap(count => {
    const ratio = ratiosOf('call', count);
    const text = `${what}, ${count === 1 ? '1 thread' : `${count} threads`}: at least as fast as JAX, a call a step`;
    return ratio === null ? [] : [atLeast(text, ratio, JAX_RATIO)];
  });
}

import { openEngine } from '@reckit/nn';
import type { BenchContext } from '../../bench-context';
import { inTurns } from '../../in-turns';
import type { MeasureReport, Target } from '../../report/measure-report';
import { median, spreadOf, type Spread } from '../../statistics';
import { comparedDeepFm } from '../../training/compared-deep-fm';
import { repeatSteps } from '../../training/repeat-steps';
import { BATCH_ROWS, DIM, SLOTS, TableTraining, type TableCase } from '../../training/table-training';

const FEW_ROWS = 1_000;
const CASES: readonly Omit<TableCase, 'batches'>[] = [
  { tableRows: FEW_ROWS, usedRows: FEW_ROWS },
  { tableRows: 100_000, usedRows: FEW_ROWS },
  { tableRows: 1_000_000, usedRows: FEW_ROWS },
  { tableRows: 100_000, usedRows: 100_000 },
  { tableRows: 1_000_000, usedRows: 1_000_000 },
];
/** So many that the rows of a large table do not stay in the caches of the processor. */
const BATCHES = 200;
const MAX_RATIO = 1.2;

interface TableTimes extends Omit<TableCase, 'batches'> {
  readonly distinctRows: number;
  /** Of a lookup and the update after it. */
  readonly aloneMs: Spread;
  /** Of a whole training step with them. */
  readonly stepMs: Spread;
  /** Whole steps beside those with the smallest table. */
  readonly ratio: number;
}

/** What the embedding tables on the host cost a training step, by their size. */
export async function measureEmbeddingTable({ effort, progress }: BenchContext): Promise<MeasureReport> {
  progress(`embedding-table: ${CASES.length} tables`);
  const options = { optimizer: { kind: 'adam' }, seed: 7, threads: 1 } as const;
  const engine = await openEngine('compiled', comparedDeepFm(SLOTS), options);
  try {
    const trainings = CASES.map(tableCase => new TableTraining({ ...tableCase, batches: BATCHES }));
    const msAStep = async (step: () => unknown): Promise<number> => {
      const { elapsedMs, steps } = await repeatSteps(step, effort.stepsMs);
      return elapsedMs / steps;
    };
    const times = await inTurns(trainings, effort.rounds, async training => ({
      aloneMs: await msAStep(() => training.stepAlone()),
      stepMs: await msAStep(() => training.stepWith(engine)),
    }));
    const [smallest] = times;
    return reportOf(
      CASES.map((tableCase, i) => ({
        ...tableCase,
        distinctRows: trainings[i].distinctRows,
        aloneMs: spreadOf(times[i].map(({ aloneMs }) => aloneMs)),
        stepMs: spreadOf(times[i].map(({ stepMs }) => stepMs)),
        ratio: median(times[i].map(({ stepMs }, round) => stepMs / smallest[round].stepMs)),
      })),
    );
  } finally {
    await engine.close();
  }
}

function reportOf(results: readonly TableTimes[]): MeasureReport {
  return {
    name: 'embedding-table',
    title: 'Embedding tables of a training step',
    columns: [
      { key: 'tableRows', title: 'table rows' },
      { key: 'usedRows', title: 'rows drawn from' },
      { key: 'distinctRows', title: 'different rows a step' },
      { key: 'aloneMs', title: 'lookup and update ms', decimals: 2 },
      { key: 'aloneMinMax', title: 'min–max' },
      { key: 'stepMs', title: 'whole step ms', decimals: 2 },
      { key: 'stepMinMax', title: 'min–max' },
      { key: 'ratio', title: 'ratio', decimals: 2 },
    ],
    rows: results.map(({ tableRows, usedRows, distinctRows, aloneMs, stepMs, ratio }) => ({
      tableRows,
      usedRows,
      distinctRows,
      aloneMs: aloneMs.median,
      aloneMinMax: minMax(aloneMs),
      stepMs: stepMs.median,
      stepMinMax: minMax(stepMs),
      ratio,
    })),
    targets: results.slice(1).map(targetOf),
    notes: [
      `${BATCH_ROWS} rows a step, ${SLOTS} ids a row, ${DIM} numbers an id (an embedding of 16 and its first-order weight), lazy Adam; whole steps are those of DeepFM on 7 numbers and these ids, compiled, 1 thread. "ratio" is the time of a whole step over that with the smallest table.`,
      'A step pays for the different rows of its batch: a small table has few, which also stay in the caches of the processor. Where the ids come from as few rows of a large table, the cost is that of the small one.',
    ],
  };
}

function minMax({ min, max }: Spread): string {
  return `${min.toFixed(2)}–${max.toFixed(2)}`;
}

function targetOf({ tableRows, usedRows, ratio }: TableTimes): Target {
  const [table, used] = [tableRows, usedRows].map(count => count.toLocaleString('en-US'));
  return {
    text: `${table} rows, ${used} drawn from: a step at most ${MAX_RATIO} times that of ${FEW_ROWS.toLocaleString('en-US')} rows`,
    measured: ratio.toFixed(2),
    met: ratio <= MAX_RATIO,
  };
}

import os from 'node:os';
import type { BenchContext } from '../bench-context';
import { inTurns } from '../in-turns';
import { atLeast, type Cell, type MeasureReport, type Target } from '../report/measure-report';
import { median, spreadOf } from '../statistics';
import { comparedDeepFm } from '../training/compared-deep-fm';
import { compiledSide, eagerSides } from '../training/engine-sides';
import type { StepSide } from '../training/step-side';
import { TorchPeer, type TorchForm } from '../training/torch-peer';

const ROW_COUNTS = [32, 256, 1_024, 4_096] as const;
/** Rows on either side of the rectifiers, and a weight with which every part of the network shows in the probability. */
const PROBE_ROWS = [
  [-0.9, 0.3, 0.8, 1.2, -0.7, 0.4, 0.2],
  [-1.1, 0.6, -0.9, -0.4, 0.5, -0.8, -0.9],
] as const;
const PROBE_WEIGHT = 0.05;
const CLOSE_ENOUGH = 1e-5;
/** How many times PyTorch's speed the compiled step must have on the same cores, by rows a step. */
const WANTED_RATIO: ReadonlyMap<number, number> = new Map([
  [32, 4],
  [1_024, 3],
]);
const TORCH_FORMS: Readonly<Record<TorchForm, string>> = {
  separate: 'a Linear a feature',
  fused: 'fused embedding',
};

/** A side, and the compiled one with as many threads that it is held against. */
interface ComparedSide {
  readonly side: StepSide;
  readonly reference: StepSide;
  readonly isTorch: boolean;
}

/** Speed of a training step of DeepFM: forward, backward, dropout and Adam, the batch at hand. */
export async function measureTrainingStep(context: BenchContext): Promise<MeasureReport> {
  const notes = [
    'DeepFM on 7 numbers, embedding 16, deep part 128-64-32, dropout 0.5, Adam; medians over interleaved rounds. "ratio" is the time of a side over that of the compiled step on as many threads.',
  ];
  const sides = await openSides(notes);
  try {
    const { compared, eager } = sides;
    await assertAlike(compared.map(({ side }) => side));
    const results = new Map<number, ComparedTimes[]>();
    for (const rowCount of ROW_COUNTS) {
      context.progress(`training-step: ${rowCount} rows, ${compared.length} sides`);
      results.set(rowCount, await compare(compared, rowCount, context));
    }
    // Opened last: in one process with them, the garbage that they make would slow the compiled steps down.
    const withEager = await eager();
    await assertAlike(withEager.map(({ side }) => side));
    for (const rowCount of ROW_COUNTS) {
      context.progress(`training-step: ${rowCount} rows, ${withEager.length - 1} eager sides`);
      const [, ...times] = await compare(withEager, rowCount, context);
      results.get(rowCount)?.push(...times);
    }
    const rows = [...results.values()].flat().map(toRow);
    const targets = [...results].flatMap(([rowCount, times]) => toTargets(times, rowCount));
    return {
      name: 'training-step',
      title: 'Training step of DeepFM',
      columns: COLUMNS,
      rows,
      targets,
      notes,
    };
  } finally {
    for (const side of sides.opened) await side.close();
  }
}

const COLUMNS: MeasureReport['columns'] = [
  { key: 'batch', title: 'rows a step' },
  { key: 'side', title: 'side' },
  { key: 'ms', title: 'ms a step', decimals: 2 },
  { key: 'minMs', title: 'min', decimals: 2 },
  { key: 'maxMs', title: 'max', decimals: 2 },
  { key: 'rowsPerSecond', title: 'rows/s' },
  { key: 'ratio', title: 'ratio', decimals: 2 },
];

interface Sides {
  /** Compiled and PyTorch. */
  readonly compared: readonly ComparedSide[];
  /** Opens the eager sides, and gives them behind the compiled one that they are held against. */
  readonly eager: () => Promise<ComparedSide[]>;
  readonly opened: readonly StepSide[];
}

async function openSides(notes: string[]): Promise<Sides> {
  const network = comparedDeepFm();
  const cores = os.availableParallelism();
  const ours: ComparedSide[] = [];
  const torch: ComparedSide[] = [];
  for (const threads of new Set([1, cores])) {
    const title = threads === 1 ? '1 thread' : `${threads} threads`;
    const reference = await compiledSide(`compiled, ${title}`, network, threads);
    ours.push({ side: reference, reference, isTorch: false });
    for (const side of await torchSides(threads, title, notes))
      torch.push({ side, reference, isTorch: true });
  }
  if (torch.length === 0) notes.push('PyTorch is left out: no Python here can import torch.');
  const [{ reference }] = ours;
  const compared = [...ours, ...torch];
  const opened = compared.map(({ side }) => side);
  return {
    compared,
    opened,
    async eager() {
      const sides = await eagerSides(network);
      opened.push(...sides);
      return [reference, ...sides].map(side => ({ side, reference, isTorch: false }));
    },
  };
}

async function torchSides(threads: number, title: string, notes: string[]): Promise<StepSide[]> {
  const peer = await TorchPeer.open(threads);
  if (!peer) return [];
  const library = `PyTorch ${peer.version} multiplies matrices with ${peer.blas}.`;
  if (!notes.includes(library)) notes.push(library);
  const forms: TorchForm[] = ['separate', 'fused'];
  return forms.map(form => ({
    name: `PyTorch ${peer.version}, ${TORCH_FORMS[form]}, ${title}`,
    time: request => peer.time(form, request),
    predict: (features, weight) => peer.predict(form, features, weight),
    close: () => peer.close(),
  }));
}

interface ComparedTimes extends ComparedSide {
  readonly rowCount: number;
  readonly msAStep: readonly number[];
  /** This side's time over its reference's, of each round. */
  readonly ratios: readonly number[];
}

async function compare(
  sides: readonly ComparedSide[],
  rowCount: number,
  { effort }: BenchContext,
): Promise<ComparedTimes[]> {
  const request = { rowCount, durationMs: effort.stepsMs };
  const timings = await inTurns(sides, effort.rounds, ({ side }) => side.time(request));
  const times = timings.map(rounds => rounds.map(({ elapsedMs, steps }) => elapsedMs / steps));
  return sides.map((compared, i) => {
    const reference = times[sides.findIndex(({ side }) => side === compared.reference)];
    const ratios = times[i].map((ms, round) => ms / reference[round]);
    return { ...compared, rowCount, msAStep: times[i], ratios };
  });
}

/** A comparison of networks that do not compute the same would mean nothing. */
async function assertAlike([first, ...others]: readonly StepSide[]): Promise<void> {
  const expected = await first.predict(PROBE_ROWS, PROBE_WEIGHT);
  for (const side of others) {
    const predictions = await side.predict(PROBE_ROWS, PROBE_WEIGHT);
    const alike = PROBE_ROWS.every((_, i) => Math.abs(predictions[i] - expected[i]) <= CLOSE_ENOUGH);
    if (!alike) throw new Error(`${side.name} predicts otherwise than ${first.name}.`);
  }
}

function toRow({ side, rowCount, msAStep, ratios }: ComparedTimes): Record<string, Cell> {
  const ms = spreadOf(msAStep);
  return {
    batch: rowCount,
    side: side.name,
    ms: ms.median,
    minMs: ms.min,
    maxMs: ms.max,
    rowsPerSecond: (rowCount * 1000) / ms.median,
    ratio: median(ratios),
  };
}

/** Of the fastest side that is PyTorch and the fastest that is ours, each with the threads that suit it best. */
function toTargets(results: readonly ComparedTimes[], rowCount: number): Target[] {
  const wanted = WANTED_RATIO.get(rowCount);
  const torch = fastest(results.filter(({ isTorch }) => isTorch));
  const ours = fastest(results.filter(({ side, reference }) => side === reference));
  if (wanted === undefined || !torch || !ours) return [];
  const ratio = median(torch.msAStep.map((ms, round) => ms / ours.msAStep[round]));
  const text = `${rowCount} rows: ${ours.side.name} at least ${wanted} times as fast as the fastest PyTorch, ${torch.side.name}`;
  return [atLeast(text, ratio, wanted)];
}

function fastest(results: readonly ComparedTimes[]): ComparedTimes | undefined {
  return [...results].sort((a, b) => median(a.msAStep) - median(b.msAStep)).at(0);
}

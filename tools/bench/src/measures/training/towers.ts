import os from 'node:os';
import type { BenchContext } from '../../bench-context';
import { BenchError } from '../../errors';
import { inTurns } from '../../in-turns';
import type { MeasureReport } from '../../report/measure-report';
import { COMPARED_MODELS, type ComparedModel } from '../../retrieval/compared-models';
import { RetrievalSteps, type RetrievalTiming } from '../../retrieval/retrieval-steps';
import { median, spreadOf } from '../../statistics';
import { PeerProcess } from '../../training/peer-process';
import type { StepRequest } from '../../training/step-side';

const ROW_COUNTS = [64, 512, 4_096] as const;
/** Losses before training of other data and other weights: their means differ by this share at most. */
const CLOSE_ENOUGH = 0.15;

/** What a PyTorch says of itself. */
interface TorchGreeting {
  readonly torch: string;
  /** What multiplies matrices in it. */
  readonly blas: string;
}

type TorchPeer = PeerProcess<TorchGreeting>;

interface Side {
  readonly name: string;
  time(request: StepRequest): Promise<RetrievalTiming>;
}

interface Comparison {
  readonly title: string;
  readonly rowCount: number;
  readonly sides: readonly Side[];
  /** One list a side, ours first. */
  readonly rounds: readonly (readonly RetrievalTiming[])[];
}

/** Speed of a training step of the models that retrieve, beside the same models in PyTorch. */
export async function measureTowers(context: BenchContext): Promise<MeasureReport> {
  const threads = os.availableParallelism();
  const peer = await PeerProcess.open<TorchGreeting>('towers-step.py', ['--threads', String(threads)]);
  try {
    const comparisons: Comparison[] = [];
    for (const make of COMPARED_MODELS)
      comparisons.push(...(await compareModel(make(), peer, threads, context)));
    return reportOf(comparisons, peer, context);
  } finally {
    await peer?.close();
  }
}

async function compareModel(
  model: ComparedModel,
  peer: TorchPeer | null,
  threads: number,
  { effort, progress }: BenchContext,
): Promise<Comparison[]> {
  const ours = await RetrievalSteps.open(model, [1, threads]);
  try {
    const sides: Side[] = [{ name: 'ours', time: request => ours.time(request) }];
    if (peer) sides.push(await torchSide(model, peer, ours.parameters));
    const comparisons: Comparison[] = [];
    for (const rowCount of ROW_COUNTS) {
      progress(`towers: ${model.title}, ${rowCount} rows`);
      const request = { rowCount, durationMs: effort.stepsMs };
      const rounds = await inTurns(sides, effort.rounds, side => side.time(request));
      // Later ones have been trained before, on labels that tell nothing.
      if (rowCount === ROW_COUNTS[0]) assertAlike(model.title, rounds);
      const comparison = { title: model.title, rowCount, sides, rounds };
      comparisons.push(comparison);
      for (const { side, ms, cpuMs, form } of rowsOf(comparison))
        progress(`towers:   ${side}: ${ms.toFixed(2)} ms, CPU ${cpuMs.toFixed(2)} ms, ${form}`);
    }
    return comparisons;
  } finally {
    await ours.close();
  }
}

/** @throws BenchError for models of different sizes */
async function torchSide(
  { title, peerName: model, peerSizes: sizes }: ComparedModel,
  peer: TorchPeer,
  ourParameters: number,
): Promise<Side> {
  const { parameters } = await peer.ask<{ parameters: number }>({ command: 'open', model, sizes });
  if (parameters !== ourParameters) {
    throw new BenchError(`${title} has ${ourParameters} trained numbers here and ${parameters} in PyTorch.`);
  }
  return {
    name: `PyTorch ${peer.greeting.torch}`,
    async time({ rowCount, durationMs }) {
      const { elapsed_ms, cpu_ms, ...timing } = await peer.ask<TorchTiming>({
        command: 'time',
        rows: rowCount,
        duration_ms: durationMs,
      });
      return { ...timing, elapsedMs: elapsed_ms, cpuMs: cpu_ms };
    },
  };
}

type TorchTiming = Pick<RetrievalTiming, 'steps' | 'loss' | 'form'> &
  Readonly<Record<'elapsed_ms' | 'cpu_ms', number>>;

/** A comparison of models that do not learn the same would mean nothing. @throws BenchError */
function assertAlike(what: string, rounds: Comparison['rounds']): void {
  const [loss, ...others] = rounds.map(([first]) => first.loss);
  for (const other of others) {
    if (Math.abs(other - loss) <= CLOSE_ENOUGH * loss) continue;
    throw new BenchError(`${what}: the loss before training is ${loss} here and ${other} in PyTorch.`);
  }
}

function reportOf(
  comparisons: readonly Comparison[],
  peer: TorchPeer | null,
  { effort }: BenchContext,
): MeasureReport {
  return {
    name: 'towers',
    title: 'Training step of models that retrieve',
    columns: [
      { key: 'model', title: 'model' },
      { key: 'rows', title: 'rows a step' },
      { key: 'side', title: 'side' },
      { key: 'ms', title: 'ms a step', decimals: 2 },
      { key: 'minMs', title: 'min', decimals: 2 },
      { key: 'maxMs', title: 'max', decimals: 2 },
      { key: 'steps', title: 'steps/s', decimals: 1 },
      { key: 'ratio', title: 'it/ours', decimals: 2 },
      { key: 'cpuMs', title: 'CPU ms', decimals: 2 },
      { key: 'cpuRatio', title: 'it/ours', decimals: 2 },
      { key: 'form', title: 'fastest form' },
    ],
    rows: comparisons.flatMap(rowsOf),
    targets: [],
    notes: [
      `Embeddings of 64, layers 128-64, vectors of 64, Adam, of tables lazy Adam; whole steps with drawing, lookups and the update of the tables; medians of ${effort.rounds} rounds in turns. Towers have 2 numbers and an id of 100,000 on each side, histories 50 events that are pooled over the last 50, 10 and 3; the sample is of 4 items a row, shared by the batch. "it/ours" is the median over the rounds of a side's time over ours, CPU time that of all threads.`,
      peer
        ? `PyTorch ${peer.greeting.torch} multiplies matrices with ${peer.greeting.blas}; each side tries before which form is fastest, and how many threads.`
        : 'PyTorch is left out: no Python here can import torch.',
    ],
  };
}

function rowsOf({ title, rowCount, sides, rounds }: Comparison) {
  const perStep = (key: 'elapsedMs' | 'cpuMs') =>
    rounds.map(timings => timings.map(timing => timing[key] / timing.steps));
  const elapsed = perStep('elapsedMs');
  const cpu = perStep('cpuMs');
  const ratio = ([ours, ...others]: number[][], side: number) =>
    median([ours, ...others][side].map((ms, round) => ms / ours[round]));
  return sides.map(({ name }, side) => {
    const ms = spreadOf(elapsed[side]);
    const [{ form }] = rounds[side];
    return {
      model: title,
      rows: rowCount,
      side: name,
      ms: ms.median,
      minMs: ms.min,
      maxMs: ms.max,
      steps: 1_000 / ms.median,
      ratio: ratio(elapsed, side),
      cpuMs: median(cpu[side]),
      cpuRatio: ratio(cpu, side),
      form,
    };
  });
}

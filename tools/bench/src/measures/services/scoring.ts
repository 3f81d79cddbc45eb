import { numericFeatures, type EncodedRows } from '@reckit/features';
import { Model, openSession, type OutputValues } from '@reckit/inference';
import { LibraryNotFound, LibraryNotLoadable } from '@reckit/xgboost';
import type { BenchContext } from '../../bench-context';
import { featureRows, rowMajor } from '../../feature-rows';
import type { ForestShape } from '../../forest/grow-forest';
import { inTurns } from '../../in-turns';
import { openXgboostPeer, type XgboostPeer } from '../../libxgboost-peer';
import { SMALL_FOREST, benchModel, type BenchModel } from '../../model-folders';
import { atLeast, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { median } from '../../statistics';

const ROW_COUNTS = [1, 100, 1_000] as const;
const ROWS_SEED = 3;
const SCORE_TIMEOUT_MS = 60_000;
const CLOSE_ENOUGH = 1e-5;
const PEER = 'libxgboost, 1 thread';
/** How many times the peer's time ours is to be contained in, for so many rows. */
const LEAST_RATIO = 2;
const ROWS_OF_TARGETS: readonly number[] = [1, 100];

/** One way to score rows. */
interface Side {
  readonly name: string;
  score(rows: EncodedRows): Promise<Float32Array> | Float32Array;
  close(): Promise<void> | void;
}

/** Scoring itself, without HTTP and JSON: our path beside libxgboost on the same forest and rows. */
export async function measureScoring(context: BenchContext): Promise<MeasureReport> {
  const rows: Record<string, Cell>[] = [];
  const notes = [
    'Medians over interleaved rounds; "ratio" is the time of a side over that of Signature.score, which is what a service calls.',
  ];
  for (const shape of [SMALL_FOREST, context.effort.large]) {
    context.progress(`scoring: ${shape.trees} trees of depth ${shape.depth}`);
    const model = benchModel(shape);
    const sides = [...(await ourSides(model)), ...peerSides(model, notes)];
    try {
      for (const rowCount of ROW_COUNTS) rows.push(...(await compare(sides, shape, rowCount, context)));
    } finally {
      for (const side of sides) await side.close();
    }
  }
  return {
    name: 'scoring',
    title: 'Scoring without HTTP, microseconds a call',
    columns: [
      { key: 'model', title: 'model' },
      { key: 'rows', title: 'rows' },
      { key: 'side', title: 'side' },
      { key: 'microseconds', title: 'µs', decimals: 1 },
      { key: 'ratio', title: 'ratio', decimals: 2 },
    ],
    rows,
    targets: rows.flatMap(targetsOf),
    notes: [...new Set(notes)],
  };
}

function targetsOf({ model, rows, side, ratio }: Record<string, Cell>): Target[] {
  if (side !== PEER || !ROWS_OF_TARGETS.includes(Number(rows))) return [];
  const text = `${model}, ${rows} ${rows === 1 ? 'row' : 'rows'}: at least ${LEAST_RATIO} times as fast as ${PEER}`;
  return [atLeast(text, Number(ratio), LEAST_RATIO)];
}

function numbersOf(values: OutputValues): Float32Array {
  if (values instanceof Float32Array) return values;
  throw new Error('A forest answers numbers.');
}

async function ourSides({ onnx, featureNames }: BenchModel): Promise<Side[]> {
  const session = await openSession(onnx);
  const spec = numericFeatures(featureNames);
  const signature = { name: 'xgb', spec, onnx, roles: 'score', checks: null } as const;
  const model = await Model.open({ name: 'xgb', version: 'bench', signatures: [signature] });
  return [
    {
      name: 'Signature.score',
      async score(encoded) {
        const [scores] = await model.mainSignature.score(encoded, SCORE_TIMEOUT_MS);
        return numbersOf(scores);
      },
      close: () => model.close(),
    },
    {
      name: 'ONNX Runtime session',
      async score({ values, rowCount }) {
        const [scores] = await session.run(values, rowCount, featureNames.length);
        return numbersOf(scores);
      },
      close: () => session.close(),
    },
  ];
}

function peerSides({ json, featureNames }: BenchModel, notes: string[]): Side[] {
  try {
    return [
      { name: PEER, threads: 1 },
      { name: 'libxgboost, all cores', threads: 0 },
    ].map(({ name, threads }) => peerSide(name, threads, openXgboostPeer(json), featureNames.length));
  } catch (error) {
    if (!(error instanceof LibraryNotFound) && !(error instanceof LibraryNotLoadable)) throw error;
    notes.push(`libxgboost is left out: ${error.message}`);
    return [];
  }
}

function peerSide(name: string, threads: number, peer: XgboostPeer, featureCount: number): Side {
  peer.setThreads(threads);
  return {
    name,
    score: ({ values }) => peer.predict(values, featureCount),
    close: () => peer.close(),
  };
}

async function compare(
  sides: readonly Side[],
  shape: ForestShape,
  rowCount: number,
  { effort }: BenchContext,
): Promise<Record<string, Cell>[]> {
  const values = rowMajor(featureRows(rowCount, ROWS_SEED));
  const none = { missing: null, invalid: null, unknown: null, unknownRows: 0 };
  const encoded: EncodedRows = { values, rowCount, ...none };
  await assertAlike(sides, encoded);
  const times = await inTurns(sides, effort.rounds, side =>
    microsecondsACall(side, encoded, effort.scoringMs),
  );
  const [ours] = times.map(median);
  return sides.map(({ name }, i) => ({
    model: `${shape.trees} × depth ${shape.depth}`,
    rows: rowCount,
    side: name,
    microseconds: median(times[i]),
    ratio: median(times[i]) / ours,
  }));
}

/** A comparison of sides that do not compute the same would mean nothing. */
async function assertAlike([first, ...others]: readonly Side[], encoded: EncodedRows): Promise<void> {
  const expected = (await first.score(encoded)).slice();
  for (const side of others) {
    const scores = await side.score(encoded);
    const alike = expected.every((score, i) => Math.abs(score - scores[i]) <= CLOSE_ENOUGH);
    if (!alike) throw new Error(`${side.name} scores otherwise than ${first.name}.`);
  }
}

async function microsecondsACall(side: Side, encoded: EncodedRows, durationMs: number): Promise<number> {
  // Not timed: it wakes the threads and fills the caches that the side before has taken.
  await side.score(encoded);
  const begin = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  for (; elapsedMs < durationMs; calls++) {
    await side.score(encoded);
    elapsedMs = performance.now() - begin;
  }
  return (elapsedMs * 1000) / calls;
}

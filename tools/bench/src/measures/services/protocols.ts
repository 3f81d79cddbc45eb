import path from 'node:path';
import { numericFeatures, RowEncoder } from '@reckit/features';
import { openSession } from '@reckit/inference';
import type { BenchContext } from '../../bench-context';
import { featureRows, rowObject } from '../../feature-rows';
import { inTurns } from '../../in-turns';
import { loopOf } from '../../load/closed-loop';
import { measureRound, roundCells, type Round } from '../../load/measured-round';
import { benchModel, SMALL_FOREST, writePackages, type BenchModel } from '../../model-folders';
import { freePort } from '../../processes/free-port';
import { startBareServer, startXgb } from '../../processes/servers';
import { CHANNELS, GRPC_RAW_SIDE, grpcSides } from '../../protocols/grpc-sides';
import { bareSide, httpSides, JSON_SIDE, OIP_BINARY_SIDE } from '../../protocols/http-sides';
import type { Asked, ProtocolSide } from '../../protocols/protocol-side';
import { atLeast, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { spreadOf, type Spread } from '../../statistics';

const CALLERS = 16;
const ROW_COUNTS = [1, 100, 1_000] as const;
const MANY_ROWS = 1_000;
/** Share of the bare server's requests/s that the JSON path must reach, by rows a request. */
const JSON_OF_BARE: Readonly<Record<(typeof ROW_COUNTS)[number], number>> = { 1: 1, 100: 1.2, 1_000: 1.5 };
/** How many times as fast as the JSON path a protocol must be at many rows. */
const TIMES_JSON: Readonly<Record<string, number>> = { [OIP_BINARY_SIDE]: 5, [GRPC_RAW_SIDE]: 3 };

/** The rounds of all sides with so many rows a request. */
interface Comparison {
  readonly rowCount: (typeof ROW_COUNTS)[number];
  readonly rounds: ReadonlyMap<ProtocolSide, readonly Round[]>;
}

/** Requests/s and CPU time of every protocol of one xgb service, beside a server that does nothing but HTTP and JSON. */
export async function measureProtocols(context: BenchContext): Promise<MeasureReport> {
  const { folder } = context;
  const model = benchModel(SMALL_FOREST);
  const modelDir = await writePackages(model, path.join(folder, 'protocols'));
  const grpcPort = await freePort();
  const service = await startXgb(modelDir, folder, [], undefined, { GRPC_PORT: String(grpcPort) });
  const bareServer = await startBareServer(folder);
  try {
    const bare = bareSide(bareServer.port);
    const sides = [bare, ...httpSides(service.port), ...grpcSides(grpcPort, service.port)];
    const comparisons: Comparison[] = [];
    for (const rowCount of ROW_COUNTS) comparisons.push(await compare(rowCount, sides, model, context));
    return reportOf(comparisons, bare, context.effort.rounds);
  } finally {
    await Promise.all([service.stop(), bareServer.stop()]);
  }
}

async function compare(
  rowCount: Comparison['rowCount'],
  sides: readonly ProtocolSide[],
  model: BenchModel,
  { effort, progress }: BenchContext,
): Promise<Comparison> {
  progress(`protocols: ${rowCount} rows, ${effort.rounds} rounds of ${sides.length} sides`);
  const asked = await askedOf(model, rowCount);
  const prepared = new Map<ProtocolSide, Awaited<ReturnType<ProtocolSide['prepare']>>>();
  for (const side of sides) prepared.set(side, await side.prepare(asked));
  const loadRound = async (side: ProtocolSide, durationMs: number): Promise<Round> => {
    const callers = (await prepared.get(side)?.()) ?? [];
    return measureRound(side.metricsPort, () => loopOf(callers, durationMs));
  };
  for (const side of sides) await loadRound(side, effort.warmUpMs);
  const rounds = await inTurns(sides, effort.rounds, side => loadRound(side, effort.roundMs));
  return { rowCount, rounds: new Map(sides.map((side, i) => [side, rounds[i]])) };
}

/** The rows of each caller, scored here. */
async function askedOf({ onnx, featureNames }: BenchModel, rowCount: number): Promise<readonly Asked[]> {
  const encoder = new RowEncoder(numericFeatures(featureNames));
  const session = await openSession(onnx);
  try {
    const asked: Asked[] = [];
    for (let seed = 0; seed < CALLERS; seed++) {
      const rows = featureRows(rowCount, seed);
      const objects = Array.from({ length: rowCount }, (_, row) => rowObject(rows, row));
      const encoded = encoder.encode(objects, 'rows');
      const [scores] = await session.run(encoded.values, rowCount, featureNames.length);
      asked.push({ rows, scores: Array.from(scores, Number) });
    }
    return asked;
  } finally {
    await session.close();
  }
}

function reportOf(comparisons: readonly Comparison[], bare: ProtocolSide, rounds: number): MeasureReport {
  return {
    name: 'protocols',
    title: 'The protocols of the xgb service beside a bare node:http server',
    columns: [
      { key: 'rows', title: 'rows' },
      { key: 'side', title: 'protocol' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'ofBare', title: 'of bare', decimals: 2 },
      { key: 'ofJson', title: 'of JSON', decimals: 2 },
      { key: 'ofJsonRange', title: 'min–max' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'generatorPercent', title: 'generator CPU %' },
      { key: 'cpuMicroseconds', title: 'CPU µs/request' },
      { key: 'cpuOfBare', title: 'bare/it', decimals: 2 },
      { key: 'cpuOfJson', title: 'JSON/it', decimals: 2 },
    ],
    rows: comparisons.flatMap(comparison => rowsOf(comparison, bare)),
    targets: comparisons.flatMap(comparison => targetsOf(comparison, bare)),
    notes: [
      `100 complete trees of depth 5, 7 features; ${CALLERS} callers, each with one request at a time: over HTTP on ${CALLERS} keep-alive connections, over gRPC on ${CHANNELS} channels. ${rounds} rounds in turns: medians.`,
      'Rows are objects for /predictions, the bare server and v1, a matrix else: FP64 as JSON, FP32 as bytes and over gRPC. The answers of binary OIP and raw gRPC are bytes, too.',
      'Requests are made before; every one is answered once before its rounds and must be the scores of the model, and every later answer must have the same length. Where the generator is near 100 % of a core, the server could have done more: there, CPU µs/request is the fairer comparison.',
    ],
  };
}

function rowsOf(comparison: Comparison, bare: ProtocolSide): readonly Record<string, Cell>[] {
  const json = sideCalled(comparison, JSON_SIDE);
  return [...comparison.rounds].map(([side, rounds]) => {
    const ofJson = ratio(comparison, side, json, speed);
    return {
      rows: comparison.rowCount,
      side: side.name,
      ...roundCells(rounds),
      ofBare: ratio(comparison, side, bare, speed).median,
      ofJson: ofJson.median,
      ofJsonRange: side === json ? '' : `${ofJson.min.toFixed(2)}–${ofJson.max.toFixed(2)}`,
      cpuOfBare: ratio(comparison, bare, side, cpu).median,
      cpuOfJson: ratio(comparison, json, side, cpu).median,
    };
  });
}

function targetsOf(comparison: Comparison, bare: ProtocolSide): readonly Target[] {
  const { rowCount } = comparison;
  const json = sideCalled(comparison, JSON_SIDE);
  const wanted = JSON_OF_BARE[rowCount];
  const ofBare = (what: string, value: Spread): Target =>
    atLeast(`${JSON_SIDE}, ${rowCount} rows: ${what} at least ${wanted} of bare`, value.median, wanted);
  const targets = [
    ofBare('requests/s', ratio(comparison, json, bare, speed)),
    ofBare('requests a CPU second', ratio(comparison, bare, json, cpu)),
  ];
  if (rowCount !== MANY_ROWS) return targets;
  return targets.concat(
    Object.entries(TIMES_JSON).flatMap(([name, times]) => {
      const side = sideCalled(comparison, name);
      const ofJson = (what: string, value: Spread): Target =>
        atLeast(`${name}, ${rowCount} rows: ${what} at least ${times} times JSON`, value.median, times);
      return [
        ofJson('requests/s', ratio(comparison, side, json, speed)),
        ofJson('requests a CPU second', ratio(comparison, json, side, cpu)),
      ];
    }),
  );
}

function speed({ requestsPerSecond }: Round): number {
  return requestsPerSecond;
}

function cpu({ cpuMicroseconds }: Round): number {
  return cpuMicroseconds;
}

/** How a figure of one side stands to that of another, round by round. */
function ratio(
  { rounds }: Comparison,
  side: ProtocolSide,
  other: ProtocolSide,
  value: (round: Round) => number,
): Spread {
  const others = rounds.get(other) ?? [];
  return spreadOf((rounds.get(side) ?? []).map((round, i) => value(round) / value(others[i])));
}

function sideCalled({ rounds }: Comparison, name: string): ProtocolSide {
  const side = [...rounds.keys()].find(each => each.name === name);
  if (!side) throw new Error(`There is no side ${name}.`);
  return side;
}

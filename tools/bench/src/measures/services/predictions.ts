import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import { closedLoop } from '../../load/closed-loop';
import { measureRound, roundCells, type Round } from '../../load/measured-round';
import { predictionRequest } from '../../load/prediction-payload';
import { SMALL_FOREST, benchModel, writePackages } from '../../model-folders';
import type { ServerProcess } from '../../processes/server-process';
import { startBareServer, startXgb } from '../../processes/servers';
import { atLeast, type MeasureReport } from '../../report/measure-report';
import { spreadOf } from '../../statistics';

const CONNECTIONS = 16;
const ROW_COUNTS = [1, 100, 1_000] as const;
/** Share of the bare server's requests/s that ours must reach, by rows a request. */
const WANTED_RATIO: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [100, 1.2],
]);
/** Beside another build of the same service, what counts as not slower. */
const SAME_SPEED = 0.97;

/** Requests/s of `POST /predictions/xgb` beside a server that does nothing but HTTP and JSON, or another build. */
export async function measurePredictions(context: BenchContext): Promise<MeasureReport> {
  const { folder, beside } = context;
  const modelDir =
    context.modelDir ?? (await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'predictions')));
  const bare = beside === null ? await startBareServer(folder) : await startXgb(modelDir, folder, [], beside);
  const ours = await startXgb(modelDir, folder);
  try {
    const comparisons = [];
    for (const rowCount of ROW_COUNTS) comparisons.push(await compare(rowCount, bare, ours, context));
    return reportOf(comparisons, context);
  } finally {
    await Promise.all([bare.stop(), ours.stop()]);
  }
}

interface Comparison {
  readonly rowCount: number;
  readonly bare: readonly Round[];
  readonly ours: readonly Round[];
}

/** Takes turns, the order reversed each round, so that neither side has the quieter moments of the machine. */
async function compare(
  rowCount: number,
  bareServer: ServerProcess,
  ourServer: ServerProcess,
  { effort, progress }: BenchContext,
): Promise<Comparison> {
  const requests = Array.from({ length: CONNECTIONS }, (_, seed) => predictionRequest(rowCount, seed));
  const loadFor = (server: ServerProcess, durationMs: number): Promise<Round> =>
    loadRound(server.port, requests, durationMs);
  progress(`predictions: ${rowCount} rows, ${effort.rounds} rounds`);
  for (const server of [bareServer, ourServer]) await loadFor(server, effort.warmUpMs);
  const bare: Round[] = [];
  const ours: Round[] = [];
  for (let round = 0; round < effort.rounds; round++) {
    const bareFirst = round % 2 === 0;
    if (bareFirst) bare.push(await loadFor(bareServer, effort.roundMs));
    ours.push(await loadFor(ourServer, effort.roundMs));
    if (!bareFirst) bare.push(await loadFor(bareServer, effort.roundMs));
  }
  return { rowCount, bare, ours };
}

function loadRound(port: number, requests: readonly Buffer[], durationMs: number): Promise<Round> {
  return measureRound(port, () => closedLoop(port, requests, { connections: CONNECTIONS, durationMs }));
}

function reportOf(
  comparisons: readonly Comparison[],
  { effort, modelDir, beside }: BenchContext,
): MeasureReport {
  const peer = beside === null ? 'bare' : 'other';
  const ratios = comparisons.map(({ bare, ours }) =>
    spreadOf(ours.map((round, i) => round.requestsPerSecond / bare[i].requestsPerSecond)),
  );
  return {
    name: 'predictions',
    title: `POST /predictions/xgb beside ${beside === null ? 'a bare node:http server' : `the build in ${beside}`}`,
    columns: [
      { key: 'rows', title: 'rows' },
      { key: 'server', title: 'server' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'min', title: 'min' },
      { key: 'max', title: 'max' },
      { key: 'generatorPercent', title: 'generator CPU %' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'ratio', title: `ours/${peer}`, decimals: 2 },
      { key: 'ratioRange', title: 'min–max' },
      { key: 'cpuMicroseconds', title: 'CPU µs/request' },
      { key: 'cpuRatio', title: `${peer}/ours`, decimals: 2 },
    ],
    rows: comparisons.flatMap(({ rowCount, bare, ours }, i) => {
      const bareCells = roundCells(bare);
      const ourCells = roundCells(ours);
      return [
        { rows: rowCount, server: peer, ...bareCells, ratio: 1, ratioRange: '', cpuRatio: 1 },
        {
          rows: rowCount,
          server: 'ours',
          ...ourCells,
          ratio: ratios[i].median,
          ratioRange: `${ratios[i].min.toFixed(2)}–${ratios[i].max.toFixed(2)}`,
          cpuRatio: bareCells.cpuMicroseconds / ourCells.cpuMicroseconds,
        },
      ];
    }),
    targets: comparisons.flatMap(({ rowCount }, i) => {
      const wanted = beside === null ? WANTED_RATIO.get(rowCount) : SAME_SPEED;
      if (wanted === undefined) return [];
      return [
        atLeast(`requests/s at ${rowCount} rows at least ${wanted} of ${peer}`, ratios[i].median, wanted),
      ];
    }),
    notes: [
      `${modelDir === null ? '100 complete trees of depth 5, 7 features' : `The model in ${modelDir}`}, rows as objects; ${CONNECTIONS} keep-alive connections, ${effort.rounds} rounds in turns: medians.`,
      'Generator CPU: where it is near 100 % of a core, the server could have done more. CPU µs/request is the time of the server process; its ratio holds on a busy machine, too.',
    ],
  };
}

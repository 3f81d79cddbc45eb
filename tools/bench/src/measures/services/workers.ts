import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import { inTurns } from '../../in-turns';
import { closedLoop } from '../../load/closed-loop';
import { predictionRequest } from '../../load/prediction-payload';
import { SMALL_FOREST, benchModel, writePackages } from '../../model-folders';
import { cpuSeconds } from '../../processes/process-metrics';
import type { ServerProcess } from '../../processes/server-process';
import { startXgb } from '../../processes/servers';
import { atLeast, type MeasureReport } from '../../report/measure-report';
import { median, percentile, spreadOf } from '../../statistics';

const CONNECTIONS = 16;
const ROW_COUNTS = [1, 100] as const;
const WORKERS = 2;
const WANTED_SPEEDUP = 1.7;

interface Side {
  readonly workers: number;
  readonly server: ServerProcess;
}

interface Round {
  readonly requestsPerSecond: number;
  /** What the same workers would answer if the generator took none of the cores that they could use. */
  readonly withoutGenerator: number;
  readonly p99Ms: number;
  /** Of all processes of the service. */
  readonly cpuMicroseconds: number;
  /** Share of a core that the load generator took. */
  readonly generatorLoad: number;
}

interface Comparison {
  readonly rowCount: number;
  readonly one: readonly Round[];
  readonly several: readonly Round[];
}

/** Requests/s of a service of two workers beside the same service of one, by turns. */
export async function measureWorkers(context: BenchContext): Promise<MeasureReport> {
  const { folder, effort, progress } = context;
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'workers'));
  const sides: Side[] = [];
  try {
    for (const workers of [1, WORKERS]) {
      const server = await startXgb(modelDir, folder, [], undefined, { WORKERS: String(workers) });
      sides.push({ workers, server });
    }
    const comparisons: Comparison[] = [];
    for (const rowCount of ROW_COUNTS) {
      progress(`workers: ${rowCount} rows, ${effort.rounds} rounds`);
      const requests = Array.from({ length: CONNECTIONS }, (_, seed) => predictionRequest(rowCount, seed));
      for (const side of sides) await loadRound(side, requests, effort.warmUpMs);
      const [one, several] = await inTurns(sides, effort.rounds, side =>
        loadRound(side, requests, effort.roundMs),
      );
      comparisons.push({ rowCount, one, several });
    }
    return reportOf(comparisons, effort.rounds);
  } finally {
    await Promise.all(sides.map(({ server }) => server.stop()));
  }
}

async function loadRound(
  { workers, server: { port } }: Side,
  requests: readonly Buffer[],
  durationMs: number,
): Promise<Round> {
  const serviceBefore = await cpuSeconds(port);
  const generatorBefore = process.cpuUsage();
  const begin = performance.now();
  const { requestsPerSecond, latenciesMs } = await closedLoop(port, requests, {
    connections: CONNECTIONS,
    durationMs,
  });
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(generatorBefore);
  const generatorLoad = (user + system) / 1000 / elapsedMs;
  const serviceSeconds = (await cpuSeconds(port)) - serviceBefore;
  const coresLeft = Math.min(workers, availableParallelism() - generatorLoad);
  return {
    requestsPerSecond,
    withoutGenerator: (requestsPerSecond * workers) / coresLeft,
    p99Ms: percentile(latenciesMs, 0.99),
    cpuMicroseconds: (serviceSeconds * 1e6) / latenciesMs.length,
    generatorLoad,
  };
}

function reportOf(comparisons: readonly Comparison[], rounds: number): MeasureReport {
  const ratiosOf = (value: (round: Round) => number) =>
    comparisons.map(({ one, several }) => spreadOf(several.map((round, i) => value(round) / value(one[i]))));
  const measured = ratiosOf(({ requestsPerSecond }) => requestsPerSecond);
  const countedIn = ratiosOf(({ withoutGenerator }) => withoutGenerator);
  const cpu = ratiosOf(({ cpuMicroseconds }) => cpuMicroseconds);
  return {
    name: 'workers',
    title: `POST /predictions/xgb of ${WORKERS} workers beside one`,
    columns: [
      { key: 'rows', title: 'rows' },
      { key: 'workers', title: 'workers' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'ratio', title: 'ratio', decimals: 2 },
      { key: 'generatorPercent', title: 'generator CPU %' },
      { key: 'countedIn', title: 'ratio, generator counted in', decimals: 2 },
      { key: 'range', title: 'min–max' },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'cpuMicroseconds', title: 'CPU µs/request' },
      { key: 'cpuRatio', title: 'ratio', decimals: 2 },
    ],
    rows: comparisons.flatMap(({ rowCount, one, several }, i) => [
      { rows: rowCount, workers: 1, ...cellsOf(one), ratio: 1, countedIn: 1, range: '', cpuRatio: 1 },
      {
        rows: rowCount,
        workers: WORKERS,
        ...cellsOf(several),
        ratio: measured[i].median,
        countedIn: countedIn[i].median,
        range: `${countedIn[i].min.toFixed(2)}–${countedIn[i].max.toFixed(2)}`,
        cpuRatio: cpu[i].median,
      },
    ]),
    targets: comparisons.map(({ rowCount }, i) =>
      atLeast(
        `requests/s at ${rowCount} rows at least ${WANTED_SPEEDUP} times one worker, generator counted in`,
        countedIn[i].median,
        WANTED_SPEEDUP,
      ),
    ),
    notes: [
      `100 complete trees of depth 5, 7 features, rows as objects; ${CONNECTIONS} keep-alive connections, ${rounds} rounds in turns: medians; ${availableParallelism()} cores.`,
      'The generator runs on the same cores. One worker leaves it the others; as many workers as there are cores have to share with it. Counted in means: requests/s times the workers, divided by the cores that the generator left them, at most one each. CPU µs/request is of all processes of the service, the first one included.',
    ],
  };
}

function cellsOf(
  rounds: readonly Round[],
): Record<'requestsPerSecond' | 'generatorPercent' | 'p99Ms' | 'cpuMicroseconds', number> {
  const medianOf = (value: (round: Round) => number): number => median(rounds.map(value));
  return {
    requestsPerSecond: medianOf(round => round.requestsPerSecond),
    generatorPercent: 100 * medianOf(round => round.generatorLoad),
    p99Ms: medianOf(round => round.p99Ms),
    cpuMicroseconds: medianOf(round => round.cpuMicroseconds),
  };
}

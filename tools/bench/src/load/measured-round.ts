import { cpuSeconds } from '../processes/process-metrics';
import { median, percentile, spreadOf } from '../statistics';
import type { ClosedLoopResult } from './closed-loop';

/** What a server did under load for a while. */
export interface Round {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server a request. */
  readonly cpuMicroseconds: number;
  /** Share of a core that the load generator took. */
  readonly generatorLoad: number;
}

/** Runs a load, and reads what it cost the server and this process. @param port - where the server tells its metrics */
export async function measureRound(port: number, load: () => Promise<ClosedLoopResult>): Promise<Round> {
  const serverBefore = await cpuSeconds(port);
  const generatorBefore = process.cpuUsage();
  const begin = performance.now();
  const { requestsPerSecond, latenciesMs } = await load();
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(generatorBefore);
  const serverSeconds = (await cpuSeconds(port)) - serverBefore;
  return {
    requestsPerSecond,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    cpuMicroseconds: (serverSeconds * 1e6) / latenciesMs.length,
    generatorLoad: (user + system) / 1000 / elapsedMs,
  };
}

/** The medians of rounds, as cells of a report. */
export function roundCells(
  rounds: readonly Round[],
): Record<'min' | 'max' | 'generatorPercent' | Exclude<keyof Round, 'generatorLoad'>, number> {
  const medianOf = (value: (round: Round) => number): number => median(rounds.map(value));
  const { min, max } = spreadOf(rounds.map(round => round.requestsPerSecond));
  return {
    requestsPerSecond: medianOf(round => round.requestsPerSecond),
    min,
    max,
    generatorPercent: 100 * medianOf(round => round.generatorLoad),
    p50Ms: medianOf(round => round.p50Ms),
    p99Ms: medianOf(round => round.p99Ms),
    cpuMicroseconds: medianOf(round => round.cpuMicroseconds),
  };
}

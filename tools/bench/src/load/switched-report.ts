import { atLeast, type Cell, type Column, type Target } from '../report/measure-report';
import type { Spread } from '../statistics';
import { roundCells, type Round } from './measured-round';
import { ratiosOf, type SwitchedRounds } from './switched-on';

/** Sides that differ in one setting, under requests of so many rows. */
export interface SwitchedComparison extends SwitchedRounds {
  readonly rowCount: number;
}

/** The columns of the rows of `switchedRows`. @param setting - what is switched on */
export function switchedColumns(setting: string): readonly Column[] {
  return [
    { key: 'rows', title: 'rows' },
    { key: 'setting', title: setting },
    { key: 'requestsPerSecond', title: 'requests/s' },
    { key: 'ratio', title: 'ratio', decimals: 3 },
    { key: 'range', title: 'min–max' },
    { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
    { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
    { key: 'cpuMicroseconds', title: 'CPU µs/request', decimals: 1 },
    { key: 'cpuRatio', title: 'CPU ratio', decimals: 3 },
  ];
}

/** One row for each side: without the setting, with it, and without it again. */
export function switchedRows({ rowCount, rounds }: SwitchedComparison): readonly Record<string, Cell>[] {
  const speed = ratiosOf(rounds, round => round.requestsPerSecond);
  const cpu = ratiosOf(rounds, round => round.cpuMicroseconds);
  const cells = (setting: string, of: readonly Round[]): Record<string, Cell> => {
    const { requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds } = roundCells(of);
    return { rows: rowCount, setting, requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds };
  };
  const ratios = (ofSpeed: Spread, ofCpu: Spread): Record<string, Cell> => ({
    ratio: ofSpeed.median,
    range: `${ofSpeed.min.toFixed(2)}–${ofSpeed.max.toFixed(2)}`,
    cpuRatio: ofCpu.median,
  });
  return [
    { ...cells('without', rounds.without), ratio: 1, range: '', cpuRatio: 1 },
    { ...cells('with', rounds.with), ...ratios(speed.cost, cpu.cost) },
    { ...cells('without, again', rounds.again), ...ratios(speed.noise, cpu.noise) },
  ];
}

/** Holds the requests/s with the setting against those without. */
export function switchedTarget(
  { rowCount, rounds }: SwitchedComparison,
  setting: string,
  leastRatio: number,
): Target {
  return atLeast(
    `${rowCount} rows: requests/s with ${setting} at least ${leastRatio} of those without`,
    ratiosOf(rounds, round => round.requestsPerSecond).cost.median,
    leastRatio,
    3,
  );
}

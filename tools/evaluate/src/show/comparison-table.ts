import { nameOf, type ComparedMetric } from '../gate/compared-metric';
import { askedOf } from '../gate/decide-promotion';
import type { Gate } from '../gate/gate';
import type { Evaluation, Segment } from './evaluation';

/** Cells of a table, the first row its header. */
export type Cells = readonly (readonly string[])[];

/** The metrics of both versions side by side. */
export function comparisonTable({ version, currentVersion, metrics, gate }: Evaluation): Cells {
  const rows = metrics.map(metric => [
    nameOf(metric),
    ...cellsOf(metric, currentVersion !== null),
    verdictOf(metric, gate.gate),
  ]);
  return [['metric', ...headerOf(metrics, version, currentVersion), 'asked'], ...rows];
}

/** The metric of each segment that says most, task by task: where the new version loses most comes first. */
export function segmentTable({ version, currentVersion }: Evaluation, segments: readonly Segment[]): Cells {
  const rows = segments.flatMap(({ column, value, rows, metrics }) =>
    headlines(metrics).map((metric, task) => ({
      task,
      loss: lossOf(metric),
      cells: [
        `${column} = ${value ?? '(none)'}`,
        rows.toLocaleString('en-US'),
        nameOf(metric),
        ...cellsOf(metric, currentVersion !== null),
      ],
    })),
  );
  const versions = headerOf(
    segments.flatMap(({ metrics }) => metrics),
    version,
    currentVersion,
  );
  const header = ['segment', 'rows', 'metric', ...versions];
  const sorted = rows.sort((a, b) => a.task - b.task || b.loss - a.loss);
  return [header, ...sorted.map(({ cells }) => cells)];
}

/** The metric of each task that says most. */
export function headlines(metrics: readonly ComparedMetric[]): ComparedMetric[] {
  return metrics.filter((metric, i) => metrics.findIndex(({ task }) => task === metric.task) === i);
}

/** How much worse the new version is; nothing where it cannot be told. */
function lossOf({ better, current, challenger }: ComparedMetric): number {
  if (current === null || challenger === null) return -Infinity;
  return better === 'higher' ? current - challenger : challenger - current;
}

function headerOf(
  metrics: readonly ComparedMetric[],
  version: string,
  currentVersion: string | null,
): string[] {
  if (currentVersion === null) return [version];
  const confidence = metrics.find(({ interval }) => interval !== null)?.interval?.confidence;
  const interval =
    confidence === undefined ? 'interval' : `${Number((confidence * 100).toPrecision(3))} % interval`;
  return [currentVersion, version, 'difference', interval];
}

/** What a gate asks of a metric, and whether that is so. */
function verdictOf(metric: ComparedMetric, gate: Gate): string {
  const found = askedOf(metric, gate);
  return found === null ? '' : `${found.asked} ${found.isPassed ? '✓' : '✗'}`;
}

function cellsOf({ current, challenger, interval }: ComparedMetric, hasCurrent: boolean): string[] {
  if (!hasCurrent) return [shown(challenger)];
  const difference = current === null || challenger === null ? null : challenger - current;
  return [
    shown(current),
    shown(challenger),
    signed(difference),
    interval === null ? '' : `${signed(interval.low)} to ${signed(interval.high)}`,
  ];
}

function shown(value: number | null): string {
  return value === null ? 'undefined' : value.toPrecision(5);
}

function signed(value: number | null): string {
  if (value === null) return '';
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toPrecision(3)}`;
}

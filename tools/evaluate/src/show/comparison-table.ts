import { nameOf, type ComparedMetric } from '../gate/compared-metric';
import type { Evaluation, Segment } from './evaluation';

/** Cells of a table, the first row its header. */
export type Cells = readonly (readonly string[])[];

/** The metrics of both versions side by side. */
export function comparisonTable({ version, currentVersion, metrics }: Evaluation): Cells {
  const confidence = metrics.find(({ interval }) => interval !== null)?.interval?.confidence;
  const header = [
    'metric',
    currentVersion ?? 'no current version',
    version,
    'difference',
    confidence === undefined ? 'interval' : `${Number((confidence * 100).toPrecision(3))} % interval`,
  ];
  return [header, ...metrics.map(metric => [nameOf(metric), ...cellsOf(metric)])];
}

/** The metric of each segment that says most: the first of each task. Those where the new version loses come first. */
export function segmentTable({ version, currentVersion }: Evaluation, segments: readonly Segment[]): Cells {
  const header = [
    'segment',
    'rows',
    'metric',
    currentVersion ?? 'no current version',
    version,
    'difference',
    'interval',
  ];
  const rows = segments.flatMap(({ column, value, rows, metrics }) =>
    headlines(metrics).map(metric => ({
      loss: lossOf(metric),
      cells: [
        `${column} = ${value ?? '(none)'}`,
        rows.toLocaleString('en-US'),
        nameOf(metric),
        ...cellsOf(metric),
      ],
    })),
  );
  return [header, ...rows.sort((a, b) => b.loss - a.loss).map(({ cells }) => cells)];
}

function headlines(metrics: readonly ComparedMetric[]): ComparedMetric[] {
  return metrics.filter((metric, i) => metrics.findIndex(({ task }) => task === metric.task) === i);
}

/** How much worse the new version is; nothing where it cannot be told. */
function lossOf({ better, current, challenger }: ComparedMetric): number {
  if (current === null || challenger === null) return -Infinity;
  return better === 'higher' ? current - challenger : challenger - current;
}

function cellsOf({ current, challenger, interval }: ComparedMetric): string[] {
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

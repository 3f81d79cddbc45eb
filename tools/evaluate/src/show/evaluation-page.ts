import {
  evaluationReport,
  type ComparedMetric as ReportedComparison,
  type Comparison,
  type Segments,
} from '@reckit/evaluation';
import { nameOf, type ComparedMetric } from '../gate/compared-metric';
import { askedOf } from '../gate/decide-promotion';
import type { Gate } from '../gate/gate';
import type { DrawnTask, Measurement } from '../score/measurement';
import type { Evaluation, Segment } from './evaluation';
import { headlines } from './comparison-table';

/** The page of an evaluation, in one file: the verdict, and the new version beside the current one. */
export function evaluationPage(
  evaluation: Evaluation,
  { drawn, drift }: Pick<Measurement, 'drawn' | 'drift'>,
): string {
  const { model, version, currentVersion, decision, notes, evaluatedAt, segments } = evaluation;
  const tasks = drawn.map(task => ({ name: task.task, ...comparisonOf(task, evaluation) }));
  const [sole] = tasks;
  return evaluationReport({
    model,
    versions: { candidate: version, current: currentVersion },
    createdAt: evaluatedAt,
    verdict: {
      isPassed: decision.kind === 'passed',
      reasons: [...(decision.kind === 'refused' ? decision.reasons : []), ...notes],
    },
    ...(tasks.length === 1 ? sole : { tasks: tasks.map(task => ({ ...task, name: task.name ?? model })) }),
    segments: [...new Set(segments.map(({ column }) => column))].flatMap(column =>
      segmentsBy(column, segments),
    ),
    ...(drift && { drift }),
    facts: factsOf(evaluation),
  });
}

function comparisonOf(
  { task, challenger, current }: DrawnTask,
  { version, currentVersion, metrics, gate }: Evaluation,
): Comparison {
  return {
    metrics: metrics.filter(metric => metric.task === task).map(metric => reported(metric, gate.gate)),
    candidate: { version, ...challenger },
    current: current && currentVersion !== null ? { version: currentVersion, ...current } : null,
  };
}

function reported(compared: ComparedMetric, gate: Gate): ReportedComparison {
  const { metric, current, challenger, better, interval } = compared;
  const asked = askedOf(compared, gate);
  return {
    name: metric,
    current,
    candidate: challenger,
    // Without an interval a difference may be chance, and is neither better nor worse.
    ...(interval && {
      interval: [interval.low, interval.high],
      betterIf: better === 'higher' ? 'more' : 'less',
    }),
    ...(asked && { gate: asked }),
  };
}

/** What says most of each task, by one column. */
function segmentsBy(column: string, segments: readonly Segment[]): Segments[] {
  const ofColumn = segments.filter(segment => segment.column === column);
  return headlines(ofColumn[0].metrics).map(({ task, metric, better }) => ({
    by: column,
    metric: nameOf({ task, metric }),
    betterIf: better === 'higher' ? 'more' : 'less',
    segments: ofColumn.flatMap(({ value, rows, metrics }) =>
      metrics
        .filter(measured => measured.task === task && measured.metric === metric)
        .map(({ current, challenger, interval }) => ({
          name: value ?? '(none)',
          rows,
          current,
          candidate: challenger,
          ...(interval && { interval: [interval.low, interval.high] as const }),
        })),
    ),
  }));
}

function factsOf({ data, gate }: Evaluation): { name: string; value: string | number }[] {
  return [
    { name: 'Data', value: data.path },
    { name: 'SHA-256', value: data.sha256 },
    { name: 'Rows', value: data.rows },
    { name: 'Gate', value: gate.file ?? 'the default' },
    ...(gate.gate.sure ? [{ name: 'Differences', value: 'must be sure' }] : []),
  ];
}

import type { EvaluationEntry, EvaluationFile } from '@reckit/registry';
import { nameOf, type ComparedMetric } from '../gate/compared-metric';
import type { Gate } from '../gate/gate';
import type { Evaluation } from '../show/evaluation';

/** All that an evaluation found, for programs. */
export interface EvaluationJson extends EvaluationFile {
  readonly model: string;
  readonly version: string;
  readonly gate: Gate;
  readonly notes: readonly string[];
  readonly segments: readonly SegmentJson[];
}

interface SegmentJson {
  readonly column: string;
  readonly value: string | null;
  readonly rows: number;
  readonly metrics: EvaluationEntry['metrics'];
}

/** What the registry keeps of an evaluation. */
export function evaluationEntry(evaluation: Evaluation): EvaluationEntry {
  const { decision, currentVersion, data, metrics, evaluatedAt } = evaluation;
  return {
    passed: decision.kind === 'passed',
    reasons: decision.kind === 'passed' ? [] : [...decision.reasons],
    current_version: currentVersion,
    data,
    metrics: metricsByName(metrics),
    evaluated_at: evaluatedAt,
  };
}

/** What its file has. @param manifestSha256 - of the version that was evaluated */
export function evaluationJson(evaluation: Evaluation, manifestSha256: string): EvaluationJson {
  const { model, version, gate, notes, segments } = evaluation;
  return {
    format: 1,
    model,
    version,
    manifest_sha256: manifestSha256,
    ...evaluationEntry(evaluation),
    gate: gate.gate,
    notes,
    segments: segments.map(({ column, value, rows, metrics }) => ({
      column,
      value,
      rows,
      metrics: metricsByName(metrics),
    })),
  };
}

function metricsByName(metrics: readonly ComparedMetric[]): EvaluationEntry['metrics'] {
  return Object.fromEntries(
    metrics.map(metric => {
      const { current, challenger, interval } = metric;
      const shown = interval && {
        low: interval.low,
        high: interval.high,
        confidence: interval.confidence,
      };
      return [nameOf(metric), { current, new: challenger, interval: shown }];
    }),
  );
}

import type { RetrievalFindings } from '../../retrieval/retrieval-findings';
import { formatDifference, formatMetric } from '../drawing/number-format';
import { calibrationFigure } from '../figures/calibration-figure';
import { histogramFigure } from '../figures/histogram-figure';
import { precisionRecallFigure } from '../figures/precision-recall-figure';
import { recallFigure } from '../figures/recall-figure';
import { rocFigure } from '../figures/roc-figure';
import type { Findings } from '../findings';
import { section } from '../page/section';
import { cell, table } from '../page/table';
import { differenceOf, verdictOf, type ComparedNumber } from './difference';

/** A new version beside the one that is live, both measured on the same rows. */
export interface Comparison {
  readonly metrics: readonly ComparedMetric[];
  /** The curves of either; what only one has is shown of it alone. Null where nothing is live. */
  readonly current: ComparedCurves | null;
  readonly candidate: ComparedCurves;
}

/** What is drawn of a version. */
export type ComparedCurves = Pick<Findings, 'roc' | 'precisionRecall' | 'calibration' | 'scores'> & {
  /** Its name. */
  readonly version: string;
  /** Of a model that retrieves. */
  readonly byK?: RetrievalFindings['methods'][number]['byK'];
};

/** A metric of both versions. */
export interface ComparedMetric extends ComparedNumber {
  readonly name: string;
  /** What was asked of it, and whether it is so. @default nothing */
  readonly gate?: { readonly asked: string; readonly isPassed: boolean };
}

/** The cards that show a new version beside the current one. */
export function comparisonSections({ metrics, current, candidate }: Comparison): string[] {
  const sides = [
    { name: `new, ${candidate.version}`, ...candidate },
    ...(current ? [{ name: `current, ${current.version}`, ...current }] : []),
  ];
  const rocs = sides.flatMap(({ name, roc }) => (roc ? [{ ...roc, name }] : []));
  const precisions = sides.flatMap(({ name, precisionRecall }) =>
    precisionRecall ? [{ ...precisionRecall, name }] : [],
  );
  const calibrations = sides.flatMap(({ name, calibration }) =>
    calibration?.length ? [{ name, bins: calibration }] : [],
  );
  const recalls = sides.flatMap(({ name, byK }) =>
    byK?.length ? [{ name, byK, mrr: 0, byPopularity: [] }] : [],
  );
  return [
    metrics.length > 0 ? comparedMetrics(metrics, current !== null) : '',
    rocs.length > 0 ? rocFigure(rocs) : '',
    precisions.length > 0 ? precisionRecallFigure(precisions) : '',
    calibrations.length > 0 ? calibrationFigure(calibrations) : '',
    recalls.length > 0 ? recallFigure({ methods: recalls }) : '',
    ...sides.map(({ name, scores }) => (scores ? histogramFigure(scores, { whose: name }) : '')),
  ];
}

/** Columns of what no metric has are left out. */
function comparedMetrics(metrics: readonly ComparedMetric[], hasCurrent: boolean): string {
  const hasIntervals = metrics.some(({ interval }) => interval);
  const hasGates = metrics.some(({ gate }) => gate);
  return section(
    hasCurrent ? 'New beside current' : 'New, without a current version',
    table({
      className: 'metrics compared',
      columns: [
        '',
        'new',
        ...(hasCurrent ? ['current', 'difference'] : []),
        ...(hasIntervals ? ['95 % interval'] : []),
        ...(hasGates ? ['asked', ''] : []),
      ],
      rows: metrics.map(metric => ({
        name: metric.name,
        cells: [
          cell(formatMetric(metric.candidate)),
          ...(hasCurrent
            ? [
                cell(formatMetric(metric.current)),
                cell(formatDifference(differenceOf(metric)), verdictOf(metric)),
              ]
            : []),
          ...(hasIntervals ? [cell(shownInterval(metric.interval))] : []),
          ...(hasGates ? gateCells(metric.gate) : []),
        ],
      })),
    }),
    {
      isWide: true,
      ...(hasCurrent && {
        note: hasIntervals
          ? 'difference: new less current, with where it may lie in 95 cases of 100; an interval without 0 is no chance.'
          : 'difference: new less current',
      }),
    },
  );
}

function gateCells(gate: ComparedMetric['gate']): string[] {
  if (!gate) return [cell(''), cell('')];
  return [
    cell(gate.asked),
    cell(gate.isPassed ? '✓ passed' : '✗ not passed', gate.isPassed ? 'better' : 'worse'),
  ];
}

function shownInterval(interval: ComparedMetric['interval']): string {
  return interval ? `${formatDifference(interval[0])} to ${formatDifference(interval[1])}` : '';
}

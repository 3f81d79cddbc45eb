import type { AmountBin } from '../amount-bins';
import type { CalibrationBin } from '../calibration-table';
import type { DegreePoint } from '../links/degree-curve';
import type { LinkFindings } from '../links/link-findings';
import type { PrecisionRecallCurve } from '../precision-recall-curve';
import type { RetrievalFindings } from '../retrieval/retrieval-findings';
import type { RocCurve } from '../roc-curve';
import type { ScoreHistogram } from '../score-histogram';
import { amountsFigure } from './amounts-figure';
import { calibrationFigure } from './calibration-figure';
import { dataSection } from './data-section';
import type { ReportedData } from './data-section';
import { degreeFigure } from './degree-figure';
import { escapeHtml } from './escape-html';
import { histogramFigure } from './histogram-figure';
import { importanceSection } from './importance-table';
import type { FeatureImportance } from './importance-table';
import { learningCurvesFigure } from './learning-curves';
import type { LearningCurves } from './learning-curves';
import { linksTable } from './links-table';
import { neighboursSection } from './neighbours-table';
import type { ReportedNeighbours } from './neighbours-table';
import { formatMetric, formatNumber } from './number-format';
import { precisionRecallFigure } from './precision-recall-figure';
import { recallFigure } from './recall-figure';
import { recallByHistorySection, recallByPopularitySection } from './recall-parts';
import { retrievalTable } from './retrieval-table';
import { rocFigure } from './roc-figure';
import { STYLE } from './style';

/** How well one thing was learnt; a section without data is left out. */
export interface Findings {
  /** Null for what is not defined or was not measured. */
  readonly metrics?: readonly ReportedMetric[];
  readonly roc?: RocCurve & { readonly auc?: number };
  readonly precisionRecall?: PrecisionRecallCurve & { readonly averagePrecision?: number };
  readonly calibration?: readonly CalibrationBin[];
  readonly scores?: ScoreHistogram;
  readonly amounts?: readonly AmountBin[];
  /** Predicted less actual amount, by quantile from 0 to 1. */
  readonly residuals?: readonly { readonly quantile: number; readonly residual: number }[];
}

export interface ReportedMetric {
  readonly name: string;
  readonly validation?: number | null;
  readonly training?: number | null;
  /** The same metric of an answer that is the same for every row. */
  readonly constant?: number | null;
}

/** What a report shows; a section without data is left out. */
export interface TrainingReport extends Findings {
  readonly model: string;
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Rows, features, parameters, data file, seeds, duration: whatever tells this run from another, in this order. */
  readonly facts: readonly { readonly name: string; readonly value: string | number }[];
  /** Of a model that retrieves: where it ranks what it should find, beside the baselines. */
  readonly retrieval?: RetrievalFindings;
  /** Of a model of a graph: how well it tells neighbours from others. */
  readonly links?: LinkFindings;
  /** Of a graph: how neighbours are spread over its nodes. */
  readonly degrees?: readonly DegreePoint[];
  /** One figure each. */
  readonly curves?: readonly LearningCurves[];
  /** Of a model that learns several things: each under its name. */
  readonly tasks?: readonly (Findings & { readonly name: string })[];
  readonly importance?: readonly FeatureImportance[];
  /** What was known of the data before the training. */
  readonly data?: ReportedData;
  /** Of a model that has a vector for each of many things: what is nearest to some of them. */
  readonly neighbours?: readonly ReportedNeighbours[];
}

/**
 * Writes the report of a training run as one HTML page that needs nothing else: no script, no image, no font, no
 * network. It follows the light or dark setting of the reader, fits a phone and prints.
 *
 * @example
 * await writeFile('report.html', trainingReport({ model: 'xgb', version: 'v1', createdAt, facts, metrics }));
 */
export function trainingReport(report: TrainingReport): string {
  const title = `${report.model} ${report.version}`;
  const sections = [
    factsSection(report.facts),
    report.metrics?.length ? metricsSection(report.metrics) : '',
    report.links ? linksTable(report.links) : '',
    ...(report.retrieval ? [retrievalTable(report.retrieval), recallFigure(report.retrieval)] : []),
    ...(report.curves ?? []).map(learningCurvesFigure),
    ...findingsSections(report),
    report.degrees?.length ? degreeFigure(report.degrees) : '',
    ...(report.retrieval
      ? [recallByPopularitySection(report.retrieval), recallByHistorySection(report.retrieval)]
      : []),
    ...(report.tasks ?? []).flatMap(task => [
      `<h2 class="task">${escapeHtml(task.name)}</h2>`,
      task.metrics?.length ? metricsSection(task.metrics) : '',
      ...findingsSections(task),
    ]),
    report.importance?.length ? importanceSection(report.importance) : '',
    report.data ? dataSection(report.data) : '',
    report.neighbours?.length ? neighboursSection(report.neighbours, report.degrees !== undefined) : '',
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}: training report</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(report.model)}</h1>
<p>Training report of version ${escapeHtml(report.version)}, ${escapeHtml(report.createdAt)}</p>
</header>
<main>
${sections.filter(section => section !== '').join('\n')}
</main>
</body>
</html>
`;
}

function factsSection(facts: TrainingReport['facts']): string {
  const rows = facts.map(({ name, value }) => {
    const text = typeof value === 'number' ? formatNumber(value) : escapeHtml(value);
    return `<tr><th scope="row">${escapeHtml(name)}</th><td>${text}</td></tr>`;
  });
  return `<section><h2>Run</h2><table class="facts"><tbody>${rows.join('')}</tbody></table></section>`;
}

function findingsSections(findings: Findings): string[] {
  const { roc, precisionRecall, calibration, scores, amounts, residuals } = findings;
  return [
    roc ? rocFigure(roc, roc.auc) : '',
    precisionRecall ? precisionRecallFigure(precisionRecall, precisionRecall.averagePrecision) : '',
    calibration?.length ? calibrationFigure(calibration) : '',
    scores ? histogramFigure(scores) : '',
    amounts?.length ? amountsFigure(amounts) : '',
    residuals?.length ? residualsSection(residuals) : '',
  ];
}

/** A column that no metric has is left out. */
function metricsSection(metrics: readonly ReportedMetric[]): string {
  const columns = (['validation', 'training', 'constant'] as const).filter(column =>
    metrics.some(metric => metric[column] !== undefined),
  );
  const rows = metrics.map(metric => {
    const cells = columns.map(column => {
      const value = metric[column];
      return `<td>${value === undefined ? '' : formatMetric(value)}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(metric.name)}</th>${cells.join('')}</tr>`;
  });
  const heads = columns.map(column => `<th scope="col">${column}</th>`).join('');
  const note = columns.includes('constant')
    ? '<p class="quiet">constant: an answer that is the same for every row</p>'
    : '';
  return (
    `<section><h2>Metrics</h2><table class="metrics"><thead><tr><th scope="col"></th>${heads}</tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table>${note}</section>`
  );
}

function residualsSection(residuals: NonNullable<Findings['residuals']>): string {
  const rows = residuals.map(
    ({ quantile, residual }) =>
      `<tr><th scope="row">${formatNumber(quantile * 100)} % of rows at most</th><td>${formatNumber(residual)}</td></tr>`,
  );
  return (
    '<section><h2>Predicted less actual</h2><table class="metrics">' +
    `<tbody>${rows.join('')}</tbody></table></section>`
  );
}

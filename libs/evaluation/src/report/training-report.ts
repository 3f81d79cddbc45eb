import type { CalibrationBin } from '../calibration-table';
import type { RocCurve } from '../roc-curve';
import type { ScoreHistogram } from '../score-histogram';
import { calibrationFigure } from './calibration-figure';
import { escapeHtml } from './escape-html';
import { histogramFigure } from './histogram-figure';
import { importanceSection } from './importance-table';
import type { FeatureImportance } from './importance-table';
import { learningCurvesFigure } from './learning-curves';
import type { LearningCurves } from './learning-curves';
import { formatMetric, formatNumber } from './number-format';
import { rocFigure } from './roc-figure';
import { STYLE } from './style';

/** What a report shows; a section without data is left out. */
export interface TrainingReport {
  readonly model: string;
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Rows, features, parameters, data file, seeds, duration: whatever tells this run from another, in this order. */
  readonly facts: readonly { readonly name: string; readonly value: string | number }[];
  /** Null for what is not defined or was not measured. */
  readonly metrics?: readonly {
    readonly name: string;
    readonly validation: number | null;
    readonly training?: number | null;
  }[];
  /** One figure each. */
  readonly curves?: readonly LearningCurves[];
  readonly roc?: RocCurve & { readonly auc?: number };
  readonly calibration?: readonly CalibrationBin[];
  readonly scores?: ScoreHistogram;
  readonly importance?: readonly FeatureImportance[];
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
    ...(report.curves ?? []).map(learningCurvesFigure),
    report.roc ? rocFigure(report.roc, report.roc.auc) : '',
    report.calibration?.length ? calibrationFigure(report.calibration) : '',
    report.scores ? histogramFigure(report.scores) : '',
    report.importance?.length ? importanceSection(report.importance) : '',
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

function metricsSection(metrics: NonNullable<TrainingReport['metrics']>): string {
  const withTraining = metrics.some(({ training }) => training !== undefined);
  const rows = metrics.map(({ name, validation, training = null }) => {
    const trainingCell = withTraining ? `<td>${formatMetric(training)}</td>` : '';
    return (
      `<tr><th scope="row">${escapeHtml(name)}</th>` +
      `<td>${formatMetric(validation)}</td>${trainingCell}</tr>`
    );
  });
  const trainingHead = withTraining ? '<th scope="col">training</th>' : '';
  return (
    '<section><h2>Metrics</h2><table class="metrics"><thead><tr>' +
    `<th scope="col"></th><th scope="col">validation</th>${trainingHead}</tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table></section>`
  );
}

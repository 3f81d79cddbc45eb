import { escapeHtml } from '../page/escape-html';
import { formatTime } from '../page/format-time';
import { page } from '../page/page';
import { section, taskHeading } from '../page/section';
import { driftSection, type Drift } from '../drift/drift-section';
import { factsSection, type Fact } from '../tables/facts-table';
import { comparisonSections, type Comparison } from './comparison-sections';
import { segmentsSection, type Segments } from './segments-section';

/** What an evaluation of a new version shows; a section without data is left out. */
export interface EvaluationReport extends Partial<Comparison> {
  readonly model: string;
  /** The new version, and the one that it is compared with; null where nothing is live. */
  readonly versions: { readonly candidate: string; readonly current: string | null };
  /** ISO 8601. */
  readonly createdAt: string;
  /** The data, the rows, the gate: whatever tells this evaluation from another, in this order. */
  readonly facts: readonly Fact[];
  /** Whether the new version may go live, and why, a sentence each. */
  readonly verdict: { readonly isPassed: boolean; readonly reasons: readonly string[] };
  /** Of a model that learns several things: each under its name. */
  readonly tasks?: readonly (Comparison & { readonly name: string })[];
  /** Parts of the rows, by what they are told apart. */
  readonly segments?: readonly Segments[];
  /** How the features of these rows differ from those that the new version was trained on. */
  readonly drift?: Drift;
}

/** Writes the report of an evaluation as one HTML page that needs nothing else. */
export function evaluationReport(report: EvaluationReport): string {
  const { model, versions, createdAt, verdict, metrics, current, candidate } = report;
  const beside = versions.current === null ? '' : ` beside ${versions.current}`;
  return page({
    title: `${model} ${versions.candidate}: evaluation report`,
    heading: model,
    subtitle: `Version ${versions.candidate}${beside}, evaluated ${formatTime(createdAt)}`,
    sections: [
      verdictSection(verdict),
      ...(metrics && candidate ? comparisonSections({ metrics, current: current ?? null, candidate }) : []),
      ...(report.tasks ?? []).flatMap(task => [taskHeading(task.name), ...comparisonSections(task)]),
      ...(report.segments ?? []).map(segmentsSection),
      report.drift?.features.length ? driftSection(report.drift) : '',
      factsSection('Evaluation', report.facts),
    ],
  });
}

function verdictSection({ isPassed, reasons }: EvaluationReport['verdict']): string {
  const body = reasons.map(reason => `<li>${escapeHtml(reason)}</li>`).join('');
  return section(
    isPassed ? '✓ Passed' : '✗ Not passed',
    body === '' ? '' : `<ul class="reasons">${body}</ul>`,
    { isWide: true },
  );
}

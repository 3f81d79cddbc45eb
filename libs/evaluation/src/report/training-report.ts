import type { DegreePoint } from '../links/degree-curve';
import type { LinkFindings } from '../links/link-findings';
import type { PermutationImportance } from '../permutation/permutation-importance';
import type { RetrievalFindings } from '../retrieval/retrieval-findings';
import { degreeFigure } from './figures/degree-figure';
import { learningCurvesFigure, type LearningCurves } from './figures/learning-curves';
import { recallFigure } from './figures/recall-figure';
import { findingsSections, type Findings } from './findings';
import { driftSection, type Drift } from './drift/drift-section';
import { formatTime } from './page/format-time';
import { page } from './page/page';
import { taskHeading } from './page/section';
import { dataSection, type ReportedData } from './tables/data-section';
import { factsSection, type Fact } from './tables/facts-table';
import { importanceSection, permutationSection, type FeatureImportance } from './tables/importance-table';
import { linksTable } from './tables/links-table';
import { metricsSection } from './tables/metrics-table';
import { neighboursSection, type ReportedNeighbours } from './tables/neighbours-table';
import { recallByHistorySection, recallByPopularitySection } from './tables/recall-parts';
import { seedsSection, type ReportedSeeds } from './tables/seeds-table';
import { retrievalTable } from './tables/retrieval-table';

/** What a report shows; a section without data is left out. */
export interface TrainingReport extends Findings {
  readonly model: string;
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Rows, features, parameters, data file, seeds, duration: whatever tells this run from another, in this order. */
  readonly facts: readonly Fact[];
  /** Where it was trained with several seeds: what they measured. */
  readonly seeds?: ReportedSeeds;
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
  /** How much worse it is without a feature. */
  readonly permutation?: PermutationImportance;
  /** What was known of the data before the training. */
  readonly data?: ReportedData;
  /** How the values of each feature differ from those of other rows. */
  readonly drift?: Drift;
  /** Of a model that has a vector for each of many things: what is nearest to some of them. */
  readonly neighbours?: readonly ReportedNeighbours[];
}

/**
 * Writes the report of a training run as one HTML page that needs nothing else.
 *
 * @example
 * await writeFile('report.html', trainingReport({ model: 'xgb', version: 'v1', createdAt, facts, metrics }));
 */
export function trainingReport(report: TrainingReport): string {
  const { model, version, createdAt } = report;
  return page({
    title: `${model} ${version}: training report`,
    heading: model,
    subtitle: `Training report of version ${version}, trained ${formatTime(createdAt)}`,
    sections: [
      report.metrics?.length ? metricsSection(report.metrics) : '',
      report.seeds ? seedsSection(report.seeds) : '',
      report.links ? linksTable(report.links) : '',
      ...(report.retrieval ? [retrievalTable(report.retrieval), recallFigure(report.retrieval)] : []),
      ...(report.curves ?? []).map(learningCurvesFigure),
      ...findingsSections(report),
      report.degrees?.length ? degreeFigure(report.degrees) : '',
      ...(report.retrieval
        ? [recallByPopularitySection(report.retrieval), recallByHistorySection(report.retrieval)]
        : []),
      ...(report.tasks ?? []).flatMap(task => [
        taskHeading(task.name),
        task.metrics?.length ? metricsSection(task.metrics) : '',
        ...findingsSections(task),
      ]),
      ...featureSections(report),
      report.neighbours?.length ? neighboursSection(report.neighbours, report.degrees !== undefined) : '',
      report.data ? dataSection(report.data) : '',
      factsSection('Run', report.facts),
    ],
  });
}

/** What is said of the features, of all tasks together. */
function featureSections({ tasks, importance, permutation, drift }: TrainingReport): string[] {
  const sections = [
    permutation?.features.length ? permutationSection(permutation) : '',
    importance?.length ? importanceSection(importance) : '',
    drift?.features.length ? driftSection(drift) : '',
  ].filter(section => section !== '');
  return tasks?.length ? [taskHeading('All tasks'), ...sections] : sections;
}

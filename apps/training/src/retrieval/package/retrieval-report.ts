import { trainingReport, type PermutationImportance, type RetrievalFindings } from '@reckit/evaluation';
import { courseCurves } from '../../networks/package/course-curves';
import { settingFacts } from '../../networks/settings/setting-facts';
import { seedsInReport } from '../../repeat/describe-seeds';
import type { Metrics } from '../../report/shown-metrics';
import { initialFacts } from '../../run/init/initial-version';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import { inspectionInReport } from '../../validation/inspection-in-report';
import type { FittedRetrieval } from '../fit/fit-retrieval';
import { BEST_BY } from '../fit/stopping-metric';
import { servedSides, type RetrievalPlan } from '../retrieval-plan';
import type { RetrievalFlags } from '../settings/flags';

/** The report page of a training run of a network that retrieves. */
export function retrievalReport(
  run: TrainingRun<RetrievalFlags>,
  plan: RetrievalPlan,
  { fitted, stopsBy }: FittedRetrieval,
  {
    findings,
    importance,
    metrics,
  }: {
    readonly findings: RetrievalFindings;
    readonly importance: PermutationImportance;
    readonly metrics: Metrics;
  },
  training: TrainedModel['training'],
): string {
  const { data, model } = plan;
  return trainingReport({
    model: model.name,
    version: run.version,
    createdAt: run.createdAt.toISOString(),
    facts: [
      { name: 'Data', value: run.data.shown },
      ...initialFacts(run.initial),
      { name: 'Items', value: data.itemIds.length },
      { name: 'Rows trained on', value: data.split.train.length },
      { name: 'Rows held out', value: data.split.validation.length },
      { name: 'Rows to find an item for', value: data.measured.length },
      { name: 'Of these measured', value: findings.queries },
      { name: 'Items that a user has had', value: data.excludesSeen ? 'left out' : 'kept' },
      {
        name: 'Features',
        value: servedSides(plan)
          .flatMap(({ side }) => side.spec.features)
          .map(({ name }) => name)
          .join(', '),
      },
      ...settingFacts(training),
      { name: 'Seed', value: String(run.flags.seed) },
    ],
    curves: courseCurves(fitted, stopsBy.name, stopsBy.name === BEST_BY ? 'NDCG over all ranks' : undefined),
    ...inspectionInReport(data.inspection),
    retrieval: findings,
    permutation: importance,
    ...seedsInReport(run, metrics),
  });
}

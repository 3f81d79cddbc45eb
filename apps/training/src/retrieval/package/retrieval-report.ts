import { trainingReport, type PermutationImportance, type RetrievalFindings } from '@reckit/evaluation';
import { settingFacts } from '../../networks/settings/setting-facts';
import { initialFacts } from '../../run/init/initial-version';
import type { TrainedModel, TrainingRun } from '../../run/training-model';
import { inspectionInReport } from '../../validation/inspection-in-report';
import { BEST_BY, type FittedRetrieval } from '../fit/fit-retrieval';
import { servedSides, type RetrievalPlan } from '../retrieval-plan';
import type { RetrievalFlags } from '../settings/flags';

/** The report page of a training run of a network that retrieves. */
export function retrievalReport(
  run: TrainingRun<RetrievalFlags>,
  plan: RetrievalPlan,
  { fitted: { history, best } }: FittedRetrieval,
  {
    findings,
    importance,
  }: { readonly findings: RetrievalFindings; readonly importance: PermutationImportance },
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
    curves: [
      {
        metric: 'loss',
        step: 'epoch',
        series: [{ name: 'training', values: history.map(({ loss }) => loss) }],
      },
      ...(best === null
        ? []
        : [
            {
              metric: 'NDCG over all ranks',
              step: 'epoch',
              series: [{ name: 'validation', values: history.map(({ metrics }) => metrics[BEST_BY] ?? NaN) }],
              best: { step: best.bestEpoch, series: 'validation' },
            },
          ]),
    ],
    ...inspectionInReport(data.inspection),
    retrieval: findings,
    permutation: importance,
  });
}

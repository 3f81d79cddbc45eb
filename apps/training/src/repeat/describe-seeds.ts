import type { TrainingReport } from '@reckit/evaluation';
import type { Console } from '../run/console';
import { shownMetric, type Metrics } from '../report/shown-metrics';
import type { TrainedModel, TrainingRun } from '../run/training-model';
import { spreadOf, type SeedMetrics } from './seed-metrics';

/** The metrics that say most, with the name of a task before them where there are several. */
const HEADLINES = /(^|_)(auc|gauc|log_loss|mae|rmse|loss|ndcg_at_20|recall_at_20)$/;
const OF_BASELINES = /^(popularity|item_knn)_/;

/** `AUC 0.7812, log loss 0.5558`. */
export function describeHeadlines(metrics: Metrics): string {
  return headlinesOf(metrics)
    .map(name => `${shownMetric(name)} ${shown(metrics[name])}`)
    .join(', ');
}

/** The seeds of a run that is repeated, its own first; nothing where it is not. */
function seedsOf(
  { flags: { seed }, otherSeeds }: Pick<TrainingRun<unknown>, 'flags' | 'otherSeeds'>,
  metrics: Metrics,
): SeedMetrics[] {
  return otherSeeds.length === 0 ? [] : [{ seed, metrics }, ...otherSeeds];
}

/** What the report says of the seeds. */
export function seedsInReport(
  run: Pick<TrainingRun<unknown>, 'flags' | 'otherSeeds'>,
  metrics: Metrics,
): Pick<TrainingReport, 'seeds'> {
  const seeds = seedsOf(run, metrics);
  if (seeds.length === 0) return {};
  return {
    seeds: {
      seeds: seeds.map(({ seed }) => seed),
      metrics: spreadOf(seeds)
        .filter(({ name }) => !name.endsWith('_constant') && !OF_BASELINES.test(name))
        .map(metric => ({ ...metric, name: shownMetric(metric.name) })),
    },
  };
}

/** What the manifest says of the seeds, beside the settings of the training. */
export function seedsEntry(
  run: Pick<TrainingRun<unknown>, 'flags' | 'otherSeeds'>,
  metrics: Metrics,
): TrainedModel['training'] {
  const seeds = seedsOf(run, metrics);
  if (seeds.length === 0) return {};
  return {
    repeats: {
      seeds: seeds.map(({ seed }) => seed),
      metrics: Object.fromEntries(spreadOf(seeds).map(({ name, ...spread }) => [name, spread])),
    },
  };
}

/** Prints mean and deviation of the metrics that say most. */
export function saySeeds(
  run: Pick<TrainingRun<unknown>, 'flags' | 'otherSeeds'> & { readonly console: Console },
  metrics: Metrics,
): void {
  const seeds = seedsOf(run, metrics);
  if (seeds.length === 0) return;
  const shownNames = headlinesOf(metrics);
  const width = Math.max(...shownNames.map(name => shownMetric(name).length));
  run.console.fact('Seeds', `${seeds.map(({ seed }) => seed).join(', ')}: mean ± deviation`);
  for (const { name, mean, deviation } of spreadOf(seeds)) {
    if (!shownNames.includes(name)) continue;
    run.console.fact('', `${shownMetric(name).padEnd(width)}  ${shown(mean)} ± ${shown(deviation)}`);
  }
}

function headlinesOf(metrics: Metrics): string[] {
  return Object.keys(metrics).filter(name => HEADLINES.test(name) && !OF_BASELINES.test(name));
}

function shown(value: number | null): string {
  return value?.toPrecision(4) ?? 'undefined';
}

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventTable, historyTable, sampleEventLog, writeCsv, type EventLog } from '@reckit/data';
import type { BenchContext } from '../../bench-context';
import type { Cell, MeasureReport } from '../../report/measure-report';
import { readEvents } from '../../retrieval/events-file';
import { ID_FEATURES } from '../../retrieval/id-features';
import { spreadOf } from '../../statistics';
import { runTraining } from '../../training/training-process';

const K = 20;
const SEEDS = [1, 2, 3] as const;
const MODELS = ['youtube_dnn', 'two_tower'] as const;
/** By which the manifest calls the metrics of each method; those of the model have no prefix. */
const PREFIXES = { popularity: 'popularity_', 'item-kNN': 'item_knn_' } as const;

type Metrics = Readonly<Record<string, number>>;

/** The metrics of the runs of a method, one a seed. */
interface Method {
  readonly name: string;
  readonly recalls: number[];
  readonly ndcgs: number[];
}

/** How well models retrieve with their defaults beside the baselines: leave-last-out, all items ranked. */
export async function measureRetrievalQuality(context: BenchContext): Promise<MeasureReport> {
  const given = context.events === null ? null : await readEvents(context.events);
  const methods: Method[] = [...MODELS, ...Object.keys(PREFIXES)].map(name => ({
    name,
    recalls: [],
    ndcgs: [],
  }));
  for (const seed of SEEDS) {
    const log = given ?? sampleEventLog({ seed, ...context.effort.eventLog });
    for (const model of MODELS) {
      context.progress(`retrieval-quality: ${model}, seed ${seed}`);
      const metrics = await trainedMetrics(model, log, seed, context);
      context.progress(`retrieval-quality:   recall@${K} ${metrics[`recall_at_${K}`]?.toFixed(4)}`);
      note(methods, model, metrics, '');
      // Those beside the first model: both are measured beside the same ones.
      if (model === MODELS[0])
        for (const [name, prefix] of Object.entries(PREFIXES)) note(methods, name, metrics, prefix);
    }
  }
  return reportOf(methods, context);
}

function note(methods: readonly Method[], name: string, metrics: Metrics, prefix: string): void {
  const method = methods.find(candidate => candidate.name === name);
  method?.recalls.push(metrics[`${prefix}recall_at_${K}`] ?? NaN);
  method?.ndcgs.push(metrics[`${prefix}ndcg_at_${K}`] ?? NaN);
}

/** Trains a model with its defaults, and gives the metrics of its manifest. */
async function trainedMetrics(
  model: (typeof MODELS)[number],
  log: EventLog,
  seed: number,
  { folder, effort }: BenchContext,
): Promise<Metrics> {
  const dataFile = path.join(folder, `quality-${model}.csv`);
  const features = path.join(folder, 'quality-features.json');
  await writeCsv(dataFile, model === 'two_tower' ? eventTable(log) : historyTable(log));
  await writeFile(features, JSON.stringify(ID_FEATURES));
  const modelDir = path.join(folder, 'quality');
  const version = `seed-${seed}`;
  await runTraining([
    model.replace('_', '-'),
    '--quiet',
    ...['--data-path', dataFile, '--model-dir', modelDir, '--version', version],
    ...['--seed', `${seed}`, '--time-col', 'time', '--hold-out', 'last', '--seen-items', 'exclude'],
    ...(model === 'two_tower' ? ['--features', features] : []),
    ...(effort.qualityEpochs === null ? [] : ['--epochs', `${effort.qualityEpochs}`]),
  ]);
  const manifest: { metrics: Metrics } = JSON.parse(
    await readFile(path.join(modelDir, model, version, 'manifest.json'), 'utf8'),
  );
  return manifest.metrics;
}

function reportOf(methods: readonly Method[], { events, effort: { eventLog } }: BenchContext): MeasureReport {
  return {
    name: 'retrieval-quality',
    title: 'Items found among twenty',
    columns: [
      { key: 'name', title: 'method' },
      { key: 'recall', title: `recall@${K}`, decimals: 4 },
      { key: 'minRecall', title: 'min', decimals: 4 },
      { key: 'maxRecall', title: 'max', decimals: 4 },
      { key: 'ndcg', title: `NDCG@${K}`, decimals: 4 },
    ],
    rows: methods.map(({ name, recalls, ndcgs }): Record<string, Cell> => {
      const { median, min, max } = spreadOf(recalls);
      return { name, recall: median, minRecall: min, maxRecall: max, ndcg: spreadOf(ndcgs).median };
    }),
    targets: [],
    notes: [
      `${events ?? `Generated logs of ${eventLog.users ?? 943} users, ${eventLog.items ?? 1_682} items and ${(eventLog.events ?? 100_000).toLocaleString('en-US')} events, one for each seed`}; defaults of the models, two_tower with the ids of users and items alone; the last event of each user is held out, items that a user has had are left out, all others ranked. Medians over ${SEEDS.length} seeds.`,
    ],
  };
}

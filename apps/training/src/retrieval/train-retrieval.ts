import { fingerprint } from '@reckit/data';
import { trainingReport, type RetrievalFindings } from '@reckit/evaluation';
import { runFit } from '../networks/fit/run-fit';
import { settingFacts } from '../networks/settings/setting-facts';
import {
  fingerprintOf,
  trainingSettings,
  type TrainingSettings,
} from '../networks/settings/training-settings';
import { describedFeatures } from '../run/data/described-features';
import type { TrainedModel, TrainingRun } from '../run/training-model';
import { BEST_BY, fitRetrieval, type FittedRetrieval } from './fit/fit-retrieval';
import { describeFindings, measure, queriesAtTheEnd, retrievalMetrics } from './measure';
import { encodeRows, writeItemVectors } from './package/item-vector-file';
import { checksOf, filesOfSide, graphOf, metaOf, type ServedSide } from './package/served-side';
import { EMBEDDING, type RetrievalPlan } from './retrieval-plan';
import type { RetrievalFlags } from './settings/flags';

/** Trains a network that retrieves: the run from the prepared data to the files of the package. */
export async function trainRetrieval(
  run: TrainingRun<RetrievalFlags>,
  plan: RetrievalPlan,
): Promise<TrainedModel> {
  const { flags, console, dataPath, version, createdAt } = run;
  const begin = performance.now();
  const { data, model, architecture } = plan;
  const settings = trainingSettings(flags, data.split.train.length);
  const dataFile = await fingerprint(dataPath);
  sayWhatIsTrained(run, plan, settings);
  const identity = fingerprintOf(flags, settings, described(plan), dataFile.sha256, architecture);
  const { result: fitted, forget } = await runFit(
    run,
    { model: model.name, identity, metric: BEST_BY },
    options =>
      fitRetrieval(plan, {
        engine: flags.engine,
        settings,
        epochs: flags.epochs,
        seed: flags.seed,
        patience: flags.earlyStopping === 0 ? null : flags.earlyStopping,
        ...options,
      }),
  );
  const { weights } = fitted;
  const sides = servedSides(plan);
  const graphs = new Map(sides.map(served => [served.signature, graphOf(served, weights)]));
  const graph = (served: ServedSide) => graphs.get(served.signature) ?? new Uint8Array();
  const itemGraph = plan.items.kind === 'encoded' ? graph(plan.items.side) : null;
  const { vectors, values } = await writeItemVectors(plan, weights, itemGraph, { ...flags, version });
  const measured = queriesAtTheEnd(plan);
  const queries = await encodeRows(graph(plan.query), plan.query.side, measured.rows);
  const findings = measure(plan, measured, { queries, items: values });
  console.fact('Validation', describeFindings(findings, data.split.validation.length));
  const training = describeTraining(run, plan, settings, fitted, performance.now() - begin);
  const about = {
    labelColumn: plan.labelColumn ?? '',
    modelVersion: version,
    modelType: model.kind,
    createdAt: createdAt.toISOString(),
  };
  const signatures: TrainedModel['signatures'] = [];
  const files: Record<string, string | Uint8Array> = {};
  for (const served of sides) {
    const names = filesOfSide(served, sides.length === 1);
    files[names.graph] = graph(served);
    files[names.features] = metaOf(served, about);
    signatures.push({
      name: served.signature,
      ...names,
      outputs: [EMBEDDING],
      checks: await checksOf(served, weights),
    });
  }
  files['report.html'] = report(run, plan, fitted, findings, training);
  await forget();
  return {
    files,
    vectors,
    features: sides.flatMap(({ side }) => describedFeatures(side.spec)),
    category_form: plan.query.side.spec.categoryForm,
    training,
    data: { path: dataPath, ...dataFile, ...describeRows(plan, findings) },
    seeds: { split: flags.seed, training: flags.seed },
    metrics: retrievalMetrics(findings),
    signatures,
  };
}

function servedSides({ query, items }: RetrievalPlan): ServedSide[] {
  return items.kind === 'encoded' ? [query, items.side] : [query];
}

/** The features of all sides as those of one table, for what tells runs apart. */
function described(plan: RetrievalPlan): Parameters<typeof fingerprintOf>[2] {
  const features = servedSides(plan).flatMap(({ side }) => side.spec.features);
  return {
    spec: { ...plan.query.side.spec, features },
    rowCount: plan.data.rowCount,
    targets: new Map(plan.labelColumn === null ? [] : [[plan.labelColumn, new Float32Array()]]),
  };
}

function sayWhatIsTrained(
  { flags, console, dataPath }: TrainingRun<RetrievalFlags>,
  { data, network, tables }: RetrievalPlan,
  { batchSize, threads }: TrainingSettings,
): void {
  const { rowCount, itemIds, split, missingCount, excludesSeen } = data;
  const missing = missingCount > 0 ? `, ${count(missingCount)} missing values` : '';
  console.fact('Data', `${dataPath}, ${count(rowCount)} rows, ${count(itemIds.length)} items${missing}`);
  console.fact(
    'Split',
    `${count(split.train.length)} rows to train on, ${count(split.validation.length)} to find an item for (seed ${flags.seed}${excludesSeen ? ', without what their users have had' : ''})`,
  );
  const embeddings = tables.reduce((sum, { rows }) => sum + rows, 0);
  console.fact(
    'Network',
    `${count(network.parameters.size)} weights${embeddings > 0 ? `, ${count(embeddings)} embeddings` : ''}`,
  );
  console.fact(
    'Engine',
    `${flags.engine}, batches of ${batchSize}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
  );
}

function describeTraining(
  { flags }: TrainingRun<RetrievalFlags>,
  { architecture, network, tables }: RetrievalPlan,
  settings: TrainingSettings,
  { fitted: { history, best }, engineName }: FittedRetrieval,
  milliseconds: number,
): TrainedModel['training'] {
  return {
    engine: engineName,
    threads: settings.threads,
    architecture,
    parameters: network.parameters.size,
    embeddings: tables.reduce((sum, { rows }) => sum + rows, 0),
    epochs_requested: flags.epochs,
    epochs_trained: history.length,
    best_epoch: best?.bestEpoch ?? history.length,
    early_stopping: flags.earlyStopping,
    batch_size: settings.batchSize,
    learning_rate: flags.lr,
    learning_rate_schedule: flags.lrSchedule,
    optimizer: settings.optimizer,
    table_optimizer: settings.tableOptimizer,
    clip_norm: settings.clipNorm,
    seconds: Math.round(milliseconds) / 1000,
  };
}

function describeRows({ data }: RetrievalPlan, { queries }: RetrievalFindings): TrainedModel['data'] {
  const { rowCount, missingCount, split, excludesSeen, described: facts } = data;
  return {
    rows: rowCount,
    ...facts,
    missing_values: missingCount,
    training_rows: split.train.length,
    validation_rows: split.validation.length,
    measured_rows: queries,
    seen_items: excludesSeen ? 'excluded' : 'kept',
  };
}

function report(
  run: TrainingRun<RetrievalFlags>,
  plan: RetrievalPlan,
  { fitted: { history, best } }: FittedRetrieval,
  findings: RetrievalFindings,
  training: TrainedModel['training'],
): string {
  const { data, model } = plan;
  const step = best?.bestEpoch ?? history.length;
  return trainingReport({
    model: model.name,
    version: run.version,
    createdAt: run.createdAt.toISOString(),
    facts: [
      { name: 'Data', value: run.dataPath },
      { name: 'Items', value: data.itemIds.length },
      { name: 'Rows trained on', value: data.split.train.length },
      { name: 'Rows to find an item for', value: data.split.validation.length },
      { name: 'Of these measured', value: findings.queries },
      { name: 'Items that a user has had', value: data.excludesSeen ? 'left out' : 'kept' },
      {
        name: 'Features',
        value: described(plan)
          .spec.features.map(({ name }) => name)
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
      {
        metric: 'NDCG over all ranks',
        step: 'epoch',
        series: [{ name: 'validation', values: history.map(({ metrics }) => metrics[BEST_BY] ?? NaN) }],
        best: { step, series: 'validation' },
      },
    ],
    retrieval: findings,
  });
}

function count(n: number): string {
  return n.toLocaleString('en-US');
}

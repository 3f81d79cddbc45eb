import { describeSource } from '@reckit/training-data';
import { seedsEntry } from '../repeat/describe-seeds';
import { importanceEntries } from '../importance/importance-entries';
import { runFit } from '../networks/fit/run-fit';
import { recordWeights } from '../networks/init/recorded-weights';
import { assertSameArchitecture } from '../networks/init/same-architecture';
import { fingerprintOf, trainingSettings } from '../networks/settings/training-settings';
import { describedFeatures } from '../run/data/described-features';
import { initFingerprint } from '../run/init/initial-version';
import { describeHeldOut, measuredName } from '../run/split/describe-split';
import type { TrainedModel, TrainingRun } from '../run/training-model';
import { describeRows, describeTraining, sayWhatIsTrained } from './describe-training';
import { fitRetrieval } from './fit/fit-retrieval';
import { retrievalStoppingMetric } from './fit/stopping-metric';
import { describeFindings, measure, queriesAtTheEnd, retrievalMetrics } from './measure';
import { retrievalImportance } from './measure-importance';
import { encodeRows, writeItemVectors } from './package/item-vector-file';
import { retrievalReport } from './package/retrieval-report';
import { graphOf, type ServedSide } from './package/served-side';
import { signatureFiles } from './package/signature-files';
import { servedSides, type RetrievalPlan } from './retrieval-plan';
import type { RetrievalFlags } from './settings/flags';

/** Trains a network that retrieves: the run from the prepared data to the files of the package. */
export async function trainRetrieval(
  run: TrainingRun<RetrievalFlags>,
  plan: RetrievalPlan,
): Promise<TrainedModel> {
  const { flags, console, version, createdAt } = run;
  const begin = performance.now();
  const { data, model, architecture } = plan;
  const settings = trainingSettings(flags, data.split.train.length);
  const stopsBy = retrievalStoppingMetric(flags.earlyStoppingMetric);
  if (plan.initial) assertSameArchitecture(plan.initial, { architecture, data: data.described });
  const source = await describeSource(run.data);
  sayWhatIsTrained(run, plan, settings);
  const identity = {
    ...fingerprintOf(flags, settings, described(plan), source.sha256, architecture),
    ...initFingerprint(run.initial),
  };
  const { result: fitted, forget } = await runFit(
    run,
    { model: model.name, identity, metrics: [stopsBy.name] },
    options =>
      fitRetrieval(plan, {
        engine: flags.engine,
        settings,
        epochs: flags.epochs,
        seed: flags.seed,
        patience: flags.earlyStopping === 0 ? null : flags.earlyStopping,
        stopsBy,
        evaluateEvery: flags.evalEvery,
        ...options,
      }),
  );
  const { weights } = fitted;
  const sides = servedSides(plan);
  const graphs = new Map(sides.map(served => [served.signature, graphOf(served, weights)]));
  const graph = (served: ServedSide) => graphs.get(served.signature) ?? new Uint8Array();
  const maker = graph(plan.items.kind === 'encoded' ? plan.items.side : plan.query);
  const { vectors, values } = await writeItemVectors(plan, weights, maker, { ...flags, version });
  const measured = queriesAtTheEnd(plan);
  const queries = await encodeRows(graph(plan.query), plan.query.side, measured.rows);
  const findings = measure(plan, measured, { queries, items: values });
  console.fact(measuredName(data.heldOut.plan), describeFindings(findings, data.measured.length));
  const importance = await retrievalImportance(plan, {
    measured,
    graphs: { query: graph(plan.query), item: plan.items.kind === 'encoded' ? graph(plan.items.side) : null },
    items: values,
    seed: flags.seed,
  });
  const training = describeTraining(run, plan, settings, fitted, performance.now() - begin);
  const about = {
    labelColumn: plan.labelColumn ?? '',
    modelVersion: version,
    modelType: model.kind,
    createdAt: createdAt.toISOString(),
  };
  const { signatures, files } = await signatureFiles(sides, graphs, weights, about);
  const metrics = retrievalMetrics(findings);
  const page = retrievalReport(run, plan, fitted, { findings, importance, metrics }, training);
  await forget();
  return {
    files: { ...files, 'report.html': page },
    vectors,
    features: sides.flatMap(({ side }) => describedFeatures(side.spec)),
    category_form: plan.query.side.spec.categoryForm,
    training: {
      ...training,
      ...seedsEntry(run, metrics),
      permutation_importance: importanceEntries(importance),
      ...recordWeights(plan.recorded, weights),
    },
    data: {
      ...source,
      ...describeRows(plan, findings),
      split: await describeHeldOut(data.heldOut, run.data, source),
    },
    seeds: { split: flags.seed, training: flags.seed },
    finds: {
      what: 'items',
      ...data.found,
      seen_items: data.excludesSeen ? 'excluded' : 'kept',
    },
    metrics,
    inspection: data.inspection,
    signatures,
  };
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

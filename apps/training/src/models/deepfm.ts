import { Option, type Command } from 'commander';
import { writeSampleData } from '@reckit/data';
import { labelAsWritten } from '@reckit/features';
import { deepFm } from '@reckit/nn';
import { stoppingMetric } from '../networks/fit/stopping-metric';
import { checkRankingFlags } from '../networks/settings/check-flags';
import { narrowerSlots } from '../networks/settings/feature-dims';
import { hiddenLayers } from '../networks/settings/hidden-layers';
import { addRankingFlags, type RankingFlags } from '../networks/settings/flags';
import { loadTabularData } from '../networks/data/tabular-data';
import { baseSpec, readInitialNetwork } from '../networks/init/initial-network';
import { normOf } from '../networks/init/norm';
import {
  binaryTask,
  startOf,
  strataOf,
  targetsOf,
  weightColumnsOf,
  withWeights,
} from '../networks/tasks/tasks';
import { withoutNegatives } from '../networks/data/without-negatives';
import { trainingPart } from '../networks/data/training-part';
import { trainNetwork } from '../networks/train-network';
import {
  addNegativeShareFlag,
  checkNegativeShare,
  type NegativeShareFlag,
} from '../negatives/negative-share-flag';
import { positiveWholeNumbers } from '../run/number-flags';
import { readFeatures } from '../run/data/read-features';
import { withSplitPlan, type SplitPlan } from '../run/split/split-plan';
import type {
  CommonFlags,
  ReadingRun,
  TrainedModel,
  TrainingModel,
  TrainingRun,
} from '../run/training-model';

/** Never far from the best on data of any shape (see `quality` of tools/bench), and with numbers much better than none. */
const USUAL_NORM = 'batch';

interface DeepFmFlags extends RankingFlags, NegativeShareFlag {
  readonly deepLayers: readonly number[];
}

/** Factorisation machine and deep network side by side. */
export const deepfm: TrainingModel<DeepFmFlags> = {
  name: 'deepfm',
  description: 'DeepFM: first and second order of the features and a deep network, one score a row',
  kind: 'deepfm',
  defaultDataPath: 'data/train_data.csv',
  defaultFeatures: 'the seven ranking features',
  writeSampleData: file => writeSampleData('ranking', file),
  addFlags,
  checkFlags,
  examine: run => withSplitPlan(run, async split => (await read(run, split)).data.inspection),
  train: run => withSplitPlan(run, split => train(run, split)),
};

function checkFlags(flags: CommonFlags & DeepFmFlags): void {
  checkRankingFlags(flags);
  checkNegativeShare(flags);
}

function addFlags(command: Command): void {
  addRankingFlags(command, { dropout: 0.5 });
  addNegativeShareFlag(command);
  command.addOption(
    new Option('--deep-layers <units>', 'units of the hidden layers of the deep part')
      .argParser(positiveWholeNumbers)
      .default([128, 64, 32], '128,64,32'),
  );
}

async function read(run: ReadingRun<DeepFmFlags>, split: SplitPlan) {
  const { flags } = run;
  const { spec, label: column, positive } = await readFeatures(flags.features);
  const task = withWeights(
    binaryTask('predictions', { column, ...(positive && { positive }) }),
    flags.weightCol,
  );
  stoppingMetric(flags, [task]);
  const initial = await readInitialNetwork(run.initial);
  const data = await loadTabularData(run.data.path, {
    spec,
    base: baseSpec(initial, deepfm.name, spec),
    targets: targetsOf([task], undefined),
    userColumn: flags.userCol ?? null,
    weightColumns: weightColumnsOf([task]),
    split,
    strata: strataOf([task]),
    memory: run.memory,
    reading: run.data.options,
    warn: text => run.console.warn(text),
    inspect: run.inspect,
  });
  return { data, task, column, initial };
}

async function train(run: TrainingRun<DeepFmFlags>, split: SplitPlan): Promise<TrainedModel> {
  const { flags } = run;
  const { data: all, task, column, initial } = await read(run, split);
  const { data, negatives } = withoutNegatives(all, task, flags);
  const { values, weights } = trainingPart(data, task);
  const offset = negatives?.offset ?? 0;
  const narrower = narrowerSlots(flags, data.layout);
  const hidden = hiddenLayers(flags, [flags.deepLayers], initial ? normOf(initial) : USUAL_NORM);
  const settings = {
    embeddingDim: flags.embeddingDim,
    deepUnits: flags.deepLayers,
    ...hidden,
    ...narrower.settings,
  };
  return trainNetwork(run, {
    model: deepfm,
    role: 'score',
    label: column,
    data,
    negatives,
    initial,
    decaysEmbeddings: true,
    architecture: {
      embedding_dim: flags.embeddingDim,
      ...narrower.architecture,
      deep_layers: flags.deepLayers,
      ...hidden,
      ...(task.source && { label: labelAsWritten(task.source) }),
    },
    network: deepFm(data.layout, {
      ...settings,
      start: startOf(values, weights) - offset,
      offset,
      weighted: weights !== undefined,
    }),
    // The first number of a row is its first-order weight.
    tableDim: 1 + flags.embeddingDim,
    outputs: [{ task, input: 'label', transform: { kind: 'binary' }, ...(weights && { weights: 'weight' }) }],
  });
}

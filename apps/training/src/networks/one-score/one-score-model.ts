import type { Command } from 'commander';
import { writeSampleData } from '@reckit/data';
import { labelAsWritten } from '@reckit/features';
import { addNegativeShareFlag, checkNegativeShare } from '../../negatives/negative-share-flag';
import { readFeatures } from '../../run/data/read-features';
import { withSplitPlan, type SplitPlan } from '../../run/split/split-plan';
import type {
  CommonFlags,
  ReadingRun,
  TrainedModel,
  TrainingModel,
  TrainingRun,
} from '../../run/training-model';
import { loadTabularData } from '../data/tabular-data';
import { trainingPart } from '../data/training-part';
import { withoutNegatives } from '../data/without-negatives';
import { stoppingMetric } from '../fit/stopping-metric';
import { baseSpec, readInitialNetwork } from '../init/initial-network';
import { normOf } from '../init/norm';
import { checkRankingFlags } from '../settings/check-flags';
import { narrowerSlots } from '../settings/feature-dims';
import { addRankingFlags } from '../settings/flags';
import { hiddenLayers } from '../settings/hidden-layers';
import { binaryTask, startOf, strataOf, targetsOf, weightColumnsOf, withWeights } from '../tasks/tasks';
import { trainNetwork } from '../train-network';
import type { OneScoreFlags, OneScoreNetwork } from './one-score-network';

/** Never far from the best on data of any shape (see `quality` of tools/bench), and with numbers much better than none. */
const USUAL_NORM = 'batch';

/** Makes a network a model that can be trained: on a table of features with one label, which it answers by a probability. */
export function oneScoreModel<Own>(own: OneScoreNetwork<Own>): TrainingModel<OneScoreFlags & Own> {
  const { name, description, dropout, usualData } = own;
  return {
    name,
    description,
    kind: name,
    defaultDataPath: usualData?.path ?? 'data/train_data.csv',
    defaultFeatures: usualData?.described ?? 'the seven ranking features',
    writeSampleData: file => writeSampleData(usualData?.sample ?? 'ranking', file),
    addFlags(command: Command) {
      addRankingFlags(command, { dropout });
      addNegativeShareFlag(command);
      own.addFlags(command);
    },
    checkFlags(flags: CommonFlags & OneScoreFlags & Own) {
      checkRankingFlags(flags);
      checkNegativeShare(flags);
      own.checkFlags?.(flags);
    },
    examine: run => withSplitPlan(run, async split => (await read(run, split, own)).data.inspection),
    train: run => withSplitPlan(run, split => train(run, split, own)),
  };
}

async function read<Own>(
  run: ReadingRun<OneScoreFlags>,
  split: SplitPlan,
  { name, usualData, readings }: OneScoreNetwork<Own>,
) {
  const { flags } = run;
  const features =
    flags.features === undefined && usualData ? usualData.features : await readFeatures(flags.features);
  const { spec, label: column, positive } = features;
  const task = withWeights(
    binaryTask('predictions', { column, ...(positive && { positive }) }),
    flags.weightCol,
  );
  stoppingMetric(flags, [task]);
  const initial = await readInitialNetwork(run.initial);
  const data = await loadTabularData(run.data.path, {
    spec,
    ...(readings && { readings: readings(spec) }),
    base: baseSpec(initial, name, spec),
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

async function train<Own>(
  run: TrainingRun<OneScoreFlags & Own>,
  split: SplitPlan,
  own: OneScoreNetwork<Own>,
): Promise<TrainedModel> {
  const { flags } = run;
  const { data: all, task, column, initial } = await read(run, split, own);
  const { data, negatives } = withoutNegatives(all, task, flags);
  const { values, weights } = trainingPart(data, task);
  const offset = negatives?.offset ?? 0;
  const narrower = narrowerSlots(flags, data.layout);
  const hidden = hiddenLayers(flags, own.hiddenStacks(flags), initial ? normOf(initial) : USUAL_NORM);
  const network = own.network(
    data.layout,
    {
      embeddingDim: flags.embeddingDim,
      ...hidden,
      ...narrower.settings,
      start: startOf(values, weights) - offset,
      offset,
      weighted: weights !== undefined,
    },
    flags,
  );
  return trainNetwork(run, {
    model: { name: own.name, kind: own.name },
    role: 'score',
    label: column,
    data,
    negatives,
    initial,
    decaysEmbeddings: true,
    architecture: {
      embedding_dim: flags.embeddingDim,
      ...narrower.architecture,
      ...own.architecture(flags),
      ...hidden,
      ...(task.source && { label: labelAsWritten(task.source) }),
    },
    network,
    tableDim: network.embeddings['fields']?.dim ?? flags.embeddingDim,
    outputs: [{ task, input: 'label', transform: { kind: 'binary' }, ...(weights && { weights: 'weight' }) }],
  });
}

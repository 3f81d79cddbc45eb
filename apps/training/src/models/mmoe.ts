import { Option, type Command } from 'commander';
import { writeSampleData } from '@reckit/data';
import { mmoe as mmoeNetwork, targetOf, weightsOf } from '@reckit/nn';
import { checkTaskColumns } from '../networks/tasks/check-task-columns';
import { stoppingMetric } from '../networks/fit/stopping-metric';
import { checkRankingFlags } from '../networks/settings/check-flags';
import { narrowerSlots } from '../networks/settings/feature-dims';
import { hiddenLayers } from '../networks/settings/hidden-layers';
import { addRankingFlags, type RankingFlags } from '../networks/settings/flags';
import {
  addMixtureFlags,
  checkMixture,
  mixtureOf,
  type MixtureFlags,
} from '../networks/settings/mixture-flags';
import { loadTabularData } from '../networks/data/tabular-data';
import { baseSpec, readInitialNetwork } from '../networks/init/initial-network';
import { scalesOf } from '../networks/init/scales';
import { trainingPart } from '../networks/data/training-part';
import {
  columnOf,
  headOf,
  readTasks,
  strataOf,
  targetsOf,
  taskAsWritten,
  unreadTasksWarning,
  weightColumnsOf,
  withWeights,
} from '../networks/tasks/tasks';
import { trainNetwork } from '../networks/train-network';
import { BadTrainingRun } from '../run/errors';
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

interface MmoeFlags extends RankingFlags, MixtureFlags {
  readonly tasks?: string;
  readonly sharedLayers: readonly number[];
  readonly towerLayers: readonly number[];
}

/** Several tasks learnt together by a mixture of experts. */
export const mmoe: TrainingModel<MmoeFlags> = {
  name: 'mmoe',
  description: 'MMoE: click, watch time and order value learnt together, one answer a task and row',
  kind: 'mmoe',
  defaultDataPath: 'data/mmoe_train_data.csv',
  defaultFeatures: 'the seven ranking features',
  writeSampleData: file => writeSampleData('mmoe', file),
  addFlags,
  checkFlags,
  examine: run => withSplitPlan(run, async split => (await read(run, split)).data.inspection),
  train: run => withSplitPlan(run, split => train(run, split)),
};

function checkFlags(flags: CommonFlags & MmoeFlags): void {
  checkRankingFlags(flags);
  checkMixture(flags);
}

function addFlags(command: Command): void {
  addRankingFlags(command, { dropout: 0.1 });
  addMixtureFlags(command);
  command
    .option('--tasks <file>', 'JSON file of the tasks (default: ctr, watch_time and gmv)')
    .addOption(
      new Option(
        '--shared-layers <units>',
        'units of the shared bottom; with ple, of an expert in each layer',
      )
        .argParser(positiveWholeNumbers)
        .default([64, 32], '64,32'),
    )
    .addOption(
      new Option('--tower-layers <units>', 'units of the tower of each task')
        .argParser(positiveWholeNumbers)
        .default([32, 16], '32,16'),
    );
}

async function read(run: ReadingRun<MmoeFlags>, split: SplitPlan) {
  const { flags } = run;
  const { spec, label: column, positive } = await readFeatures(flags.features);
  const described = await readTasks(flags.tasks, { column, ...(positive && { positive }) });
  const tasks = described.map(task => withWeights(task, flags.weightCol));
  checkTaskColumns(tasks, spec);
  stoppingMetric(flags, tasks);
  if (flags.calibrate !== undefined && tasks.every(({ kind }) => kind !== 'binary')) {
    throw new BadTrainingRun(
      `--calibrate ${flags.calibrate} mends probabilities, and no task is a yes or no: leave it out.`,
    );
  }
  const initial = await readInitialNetwork(run.initial);
  const data = await loadTabularData(run.data.path, {
    spec,
    base: baseSpec(initial, mmoe.name, spec),
    targets: targetsOf(tasks, flags.tasks),
    userColumn: flags.userCol ?? null,
    weightColumns: weightColumnsOf(tasks),
    split,
    strata: strataOf(tasks),
    memory: run.memory,
    reading: run.data.options,
    warn: text => run.console.warn(text),
    inspect: run.inspect,
  });
  return { data, tasks, initial };
}

async function train(run: TrainingRun<MmoeFlags>, split: SplitPlan): Promise<TrainedModel> {
  const { flags } = run;
  const { data, tasks, initial } = await read(run, split);
  const scales = scalesOf(initial);
  const heads = tasks.map((task, i) => {
    const { values, weights } = trainingPart(data, task);
    return headOf(task, values, weights, scales[i]);
  });
  const narrower = narrowerSlots(flags, data.layout);
  const hidden = hiddenLayers(flags, [flags.sharedLayers, flags.towerLayers]);
  const mixture = mixtureOf(flags);
  const settings = {
    embeddingDim: flags.embeddingDim,
    sharedUnits: flags.sharedLayers,
    ...mixture.settings,
    towerUnits: flags.towerLayers,
    ...hidden,
    ...narrower.settings,
  };
  const trained = await trainNetwork(run, {
    model: mmoe,
    role: 'task',
    label: columnOf(tasks[0]),
    data,
    initial,
    architecture: {
      embedding_dim: flags.embeddingDim,
      ...narrower.architecture,
      shared_layers: flags.sharedLayers,
      ...mixture.architecture,
      tower_layers: flags.towerLayers,
      ...hidden,
      tasks: tasks.map(taskAsWritten),
      scales: heads.map(head => (head.kind === 'regression' ? head.scale : 1)),
    },
    network: mmoeNetwork(data.layout, heads, settings),
    tableDim: flags.embeddingDim,
    outputs: heads.map((head, i) => ({
      ...{ task: tasks[i], input: targetOf(head), transform: head },
      ...(head.weighted && { weights: weightsOf(head) }),
    })),
  });
  // Last, where it is still seen after the progress of a long training.
  const warning = unreadTasksWarning(tasks);
  if (warning !== null) run.console.warn(warning);
  return trained;
}

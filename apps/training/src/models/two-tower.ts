import { writeSampleData } from '@reckit/data';
import { baseSpec, readInitialNetwork } from '../networks/init/initial-network';
import { checkHoldOut } from '../retrieval/data/hold-out';
import { readTowerData } from '../retrieval/data/read-tower-data';
import { addTowerFlags, type TowerFlags } from '../retrieval/settings/flags';
import { towerPlan } from '../retrieval/tower-plan';
import { trainRetrieval } from '../retrieval/train-retrieval';
import { readFeaturesOr } from '../run/data/read-features';
import type { ReadingRun, TrainedModel, TrainingModel, TrainingRun } from '../run/training-model';

const FEATURES = ['user_age', 'user_gender', 'item_ctr', 'item_cvr', 'item_price'];
const SIDES = { query: 'user', item: 'item' } as const;

/** Users and items in one space of vectors. */
export const twoTower: TrainingModel<TowerFlags> = {
  name: 'two_tower',
  description: 'Two-tower: vectors of users and of items, near each other where a user likes an item',
  kind: 'two_tower',
  defaultDataPath: 'data/two_tower_data.csv',
  defaultFeatures: 'age and gender of users; click rate, conversion rate and price of items',
  writeSampleData: file => writeSampleData('two_tower', file),
  addFlags: command => addTowerFlags(command, { ...SIDES, objective: 'in-batch' }),
  examine: async run => (await read(run)).data.inspection,
  checkFlags: checkHoldOut,
  train,
};

const SIGNATURES = { query: 'user_tower', item: 'item_tower' };

async function read(run: ReadingRun<TowerFlags>) {
  const features = await readFeaturesOr(run.flags.features, FEATURES);
  const initial = await readInitialNetwork(run.initial);
  const data = await readTowerData(run.data, features, SIDES, run.flags, {
    inspect: run.inspect,
    goOnFrom: (side, spec) => baseSpec(initial, SIGNATURES[side], spec),
  });
  return { data, initial };
}

async function train(run: TrainingRun<TowerFlags>): Promise<TrainedModel> {
  const { data, initial } = await read(run);
  return trainRetrieval(
    run,
    towerPlan(run.flags, { model: twoTower, signatures: SIGNATURES, data, initial }),
  );
}

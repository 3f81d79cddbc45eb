import { writeSampleData } from '@reckit/data';
import { baseSpec, readInitialNetwork } from '../networks/init/initial-network';
import { checkHoldOut } from '../retrieval/data/hold-out';
import { readTowerData } from '../retrieval/data/read-tower-data';
import { addTowerFlags, type TowerFlags } from '../retrieval/settings/flags';
import { towerPlan } from '../retrieval/tower-plan';
import { trainRetrieval } from '../retrieval/train-retrieval';
import { readFeaturesOr } from '../run/data/read-features';
import type { ReadingRun, TrainedModel, TrainingModel, TrainingRun } from '../run/training-model';

const FEATURES = ['query', 'doc'].flatMap(side => [1, 2, 3].map(i => `${side}_f${i}`));
const SIDES = { query: 'query', item: 'doc' } as const;

/** Queries and documents in one space of vectors. */
export const dssm: TrainingModel<TowerFlags> = {
  name: 'dssm',
  description: 'DSSM: vectors of queries and of documents, near each other where a document answers a query',
  kind: 'dssm',
  defaultDataPath: 'data/dssm_data.csv',
  defaultFeatures: 'three numbers of queries and three of documents',
  writeSampleData: file => writeSampleData('dssm', file),
  addFlags: command => addTowerFlags(command, { ...SIDES, objective: 'auto' }),
  examine: async run => (await read(run)).data.inspection,
  checkFlags: checkHoldOut,
  train,
};

const SIGNATURES = { query: 'query_tower', item: 'doc_tower' };

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
  return trainRetrieval(run, towerPlan(run.flags, { model: dssm, signatures: SIGNATURES, data, initial }));
}

import { writeSampleData } from '@reckit/data';
import { readTreeFeatures } from '../run/data/read-features';
import type { TrainingModel } from '../run/training-model';
import { addTreeFlags, checkTreeFlags, type TreeFlags } from '../trees/settings/flags';
import { examineTrees, trainTrees } from '../trees/train-trees';

/** Gradient boosted trees. */
export const xgb: TrainingModel<TreeFlags> = {
  name: 'xgb',
  description: 'XGBoost: gradient boosted trees, one score a row',
  kind: 'xgboost',
  defaultDataPath: 'data/train_data.csv',
  defaultFeatures: 'the seven ranking features',
  writeSampleData: file => writeSampleData('ranking', file),
  addFlags: addTreeFlags,
  checkFlags: checkTreeFlags,
  examine: async run => examineTrees(run, await readTreeFeatures(run.flags.features)),
  train: async run => trainTrees(run, xgb, await readTreeFeatures(run.flags.features)),
};

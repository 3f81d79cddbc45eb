import { writeSampleData } from '@reckit/data';
import { checkHoldOut } from '../retrieval/data/hold-out';
import { readHistoryData } from '../retrieval/data/read-history-data';
import type { RetrievalData } from '../retrieval/data/retrieval-data';
import { historyPlan } from '../retrieval/history-plan';
import { addHistoryFlags, type HistoryFlags } from '../retrieval/settings/history-flags';
import { trainRetrieval } from '../retrieval/train-retrieval';
import { readFeaturesOr } from '../run/data/read-features';
import type { ReadingRun, TrainedModel, TrainingModel, TrainingRun } from '../run/training-model';

const FEATURES = ['user_age', 'user_gender'];

/** What a user will meet next, by what they have met. */
export const youtubeDnn: TrainingModel<HistoryFlags> = {
  name: 'youtube_dnn',
  description: 'YouTube DNN: vectors of users by what they have seen, and of the items that they see next',
  kind: 'youtube_dnn',
  defaultDataPath: 'data/youtube_dnn_data.csv',
  defaultFeatures: 'the history, and age and gender of users where they are there',
  writeSampleData: file => writeSampleData('youtube_dnn', file),
  addFlags: addHistoryFlags,
  examine: async run => (await read(run)).inspection,
  checkFlags: checkHoldOut,
  train,
};

async function read({ flags, data, inspect }: ReadingRun<HistoryFlags>): Promise<RetrievalData> {
  const features = await readFeaturesOr(flags.features, FEATURES);
  return readHistoryData(data, features, flags, inspect);
}

async function train(run: TrainingRun<HistoryFlags>): Promise<TrainedModel> {
  const data = await read(run);
  return trainRetrieval(run, historyPlan(run.flags, youtubeDnn, data));
}

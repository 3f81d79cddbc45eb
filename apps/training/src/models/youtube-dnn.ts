import { writeSampleData } from '@reckit/data';
import { baseSpec, readInitialNetwork, type InitialNetwork } from '../networks/init/initial-network';
import { readHistoryData } from '../retrieval/data/read-history-data';
import { historyPlan } from '../retrieval/history-plan';
import { checkRetrievalFlags } from '../retrieval/settings/check-flags';
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
  examine: async run => (await read(run)).data.inspection,
  checkFlags: checkRetrievalFlags,
  train,
};

async function read(run: ReadingRun<HistoryFlags>) {
  const features = await readFeaturesOr(run.flags.features, FEATURES);
  const initial = await readInitialNetwork(run.initial, { items: true });
  const data = await readHistoryData(
    run.data,
    features,
    run.flags,
    { base: spec => baseSpec(initial, youtubeDnn.name, spec), items: idsOf(initial) },
    run.inspect,
  );
  return { data, initial };
}

async function train(run: TrainingRun<HistoryFlags>): Promise<TrainedModel> {
  const { data, initial } = await read(run);
  return trainRetrieval(run, historyPlan(run.flags, youtubeDnn, data, initial));
}

/** The items of a version by their numbers in its catalogue. */
function idsOf(initial: InitialNetwork | null): string[] {
  const ids = initial?.vectors?.ids;
  return Array.from({ length: ids?.count ?? 0 }, (_, row) => ids?.at(row) ?? '');
}

/** The models that are trained, by the command of each, with the folder of its versions in the model directory. */
export const MODEL_FOLDERS = {
  xgb: 'xgb',
  deepfm: 'deepfm',
  mmoe: 'mmoe',
  'two-tower': 'two_tower',
  'youtube-dnn': 'youtube_dnn',
  dssm: 'dssm',
  node2vec: 'graph_recall',
  item2vec: 'item2vec',
  word2vec: 'word2vec',
} as const;

export type TrainedModel = keyof typeof MODEL_FOLDERS;

export function isTrainedModel(name: string): name is TrainedModel {
  return Object.hasOwn(MODEL_FOLDERS, name);
}

/** What the pipeline has to know of a model to train it. */
interface TrainedWith {
  /** Of its versions, in the model directory. */
  readonly folder: string;
  /** The words that train it, after the name of the program. */
  readonly command: readonly string[];
  /** Whether it takes all cores where it is not told how many threads to take. */
  readonly takesAllCores?: true;
  /** Whether `--max-memory` bounds it. */
  readonly boundsMemory?: true;
  /** Whether `--resume` goes on from a checkpoint. */
  readonly keepsCheckpoints?: true;
}

/** The models that can be trained, by what a user calls them. */
export const MODELS = {
  xgb: { folder: 'xgb', command: ['xgb'], takesAllCores: true, boundsMemory: true },
  deepfm: { folder: 'deepfm', command: ['deepfm'], boundsMemory: true, keepsCheckpoints: true },
  dcn: { folder: 'dcn', command: ['dcn'], boundsMemory: true, keepsCheckpoints: true },
  finalmlp: { folder: 'finalmlp', command: ['finalmlp'], boundsMemory: true, keepsCheckpoints: true },
  din: { folder: 'din', command: ['din'], boundsMemory: true, keepsCheckpoints: true },
  mmoe: { folder: 'mmoe', command: ['mmoe'], boundsMemory: true, keepsCheckpoints: true },
  'two-tower': { folder: 'two_tower', command: ['two-tower'], keepsCheckpoints: true },
  'youtube-dnn': { folder: 'youtube_dnn', command: ['youtube-dnn'], keepsCheckpoints: true },
  dssm: { folder: 'dssm', command: ['dssm'], keepsCheckpoints: true },
  node2vec: { folder: 'graph_recall', command: ['node2vec'] },
  item2vec: { folder: 'item2vec', command: ['item2vec', '--mode', 'item2vec'] },
  word2vec: { folder: 'word2vec', command: ['item2vec', '--mode', 'word2vec'] },
} as const satisfies Readonly<Record<string, TrainedWith>>;

export type TrainedModel = keyof typeof MODELS;

export function isTrainedModel(name: string): name is TrainedModel {
  return Object.hasOwn(MODELS, name);
}

/** What there is to know of a model, whatever it is. */
export function trainedWith(model: TrainedModel): TrainedWith {
  return MODELS[model];
}

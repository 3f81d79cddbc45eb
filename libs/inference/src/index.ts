export { LoadStopped, RejectedModel, ScoringTimeout } from './errors';
export { Model, type Callable } from './model';
export { modelAsSent, type SentModel } from './model-as-sent';
export { leaseOf, ModelHandle, type Lease } from './model-handle';
export { startModelPrograms, type ModelPrograms } from './model-host/model-programs';
export { openModelApart, type LoadOptions } from './model-host/open-model-apart';
export { serveScoringThread } from './scoring-thread/serve-scoring-thread';
export { serveModelLoader, type LoadableModel } from './model-host/serve-model-loader';
export type { ModelSource } from './loading/open-parts';
export type {
  FlatFiles,
  FlatLayout,
  FlatModel,
  FlatModelLayout,
  FlatSignature,
  FlatVectorLayout,
  FlatVectors,
} from './flat/flat-layout';
export { mapLogOdds } from './forest/map-log-odds';
export { flatDeepfm } from './flat/flat-deepfm';
export { flatMmoe } from './flat/flat-mmoe';
export { flatNode2vec } from './flat/vectors/flat-node2vec';
export { flatDssm, flatTwoTower } from './flat/flat-towers';
export { flatXgboost } from './flat/flat-xgboost';
export { flatYoutubeDnn } from './flat/flat-youtube-dnn';
export { locate, readModelSource, readPackagedModel, type ModelRequest } from './loading/read-model-source';
export type { ModelOutput, OutputRole, Outputs, OutputValues } from './scoring/model-output';
export { Lookup } from './search/lookup';
export { Recall } from './search/recall';
export { RECALL, TOP_K } from './search/recall-signature';
export {
  MAX_FOUND,
  VectorIndex,
  type Found,
  type Query,
  type SearchOptions,
  type VectorSearch,
} from './search/vector-index';
export { Signature } from './signature';
export { openSession, type Session, type SessionOptions, type TensorSpec } from './scoring/session';

export { RejectedModel, ScoringTimeout } from './errors';
export { Model, type ModelSource } from './model';
export { ModelHandle, type Lease } from './model-handle';
export type { FlatLayout } from './flat-layout';
export { flatXgboost } from './flat-xgboost';
export { locate, readModelSource, type ModelRequest } from './read-model-source';
export type { Outputs } from './scoring-queue';
export { openSession, type Session, type SessionOptions, type TensorSpec } from './session';

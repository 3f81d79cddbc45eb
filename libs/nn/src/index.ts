export {
  BackendUnavailable,
  CheckpointOfOtherRun,
  InvalidCheckpoint,
  InvalidFeed,
  InvalidNetwork,
  InvalidTraining,
  LossNotFinite,
  NativeFault,
  NativeRuntimeUnavailable,
  NnError,
  OtherTraining,
  StoppedElsewhere,
  TrainingDiverged,
  WeightsDiffer,
} from './errors';
export type { Batch, EmbeddingShape, Network, PredictingNetwork } from './network';
export { glorotUniform, heUniform, normal, ones, uniform, zeros } from './parameters/initializers';
export type { Initializer } from './parameters/initializers';
export { ParameterSet } from './parameters/parameter-set';
export type { Parameter, StateVariable } from './parameters/parameter-set';
export type { Calibrations } from './calibration/map-log-odds';
export type { Layer, Pass } from './parameters/pass';
export type { Activation } from './layers/activation';
export { batchNorm } from './layers/batch-norm';
export { dense } from './layers/dense';
export type { DenseOptions } from './layers/dense';
export { fmInteraction } from './layers/fm-interaction';
export type { FieldSums } from './layers/fm-interaction';
export { layerNorm } from './layers/layer-norm';
export { mlp } from './layers/mlp';
export type { Dropout, HiddenLayers, MlpOptions, Norm } from './layers/mlp';
export { numericEmbedding, numericFieldSums } from './layers/numeric-embedding';
export type { NumericEmbeddingOptions } from './layers/numeric-embedding';
export { binaryCrossEntropyWithLogits } from './losses/binary-cross-entropy';
export { huber } from './losses/huber';
export type { HuberOptions } from './losses/huber';
export { meanSquaredError } from './losses/mean-squared-error';
export { sampledSoftmax } from './losses/sampled-softmax';
export type { SampledSoftmaxInputs } from './losses/sampled-softmax';
export { crossEntropyOfProducts } from './losses/products-softmax';
export type { Products } from './losses/products-softmax';
export type { OptimizerSettings } from './optimizers/create-optimizer';
export type { StepSettings } from './optimizers/optimizer';
export type { Engine, EngineOptions, EngineState, Feeds, StepResult } from './engines/engine';
export type { EagerBackend } from './engines/eager-backend';
export { openEngine } from './engines/open-engine';
export { openPlainPredictor } from './engines/plain-predictor';
export type { EngineKind } from './engines/open-engine';
export { readServedWeights, type ServedWeights } from './serving/served-weights';
export { servingGraph, type TableInGraph } from './serving/serving-graph';
export { PURPOSES } from './random/purposes';
export { RandomStream } from './random/random-stream';
export { dcn } from './networks/dcn';
export type { DcnSettings } from './networks/dcn';
export { deepFm } from './networks/deep-fm';
export type { DeepFmSettings } from './networks/deep-fm';
export { din } from './networks/din';
export type { DinSettings } from './networks/din';
export type { OneScoreSettings } from './networks/one-score';
export { finalMlp } from './networks/final-mlp';
export type { FinalMlpSettings, Stream } from './networks/final-mlp';
export { mmoe } from './networks/multi-task/mmoe';
export type { MmoeSettings } from './networks/multi-task/mmoe';
export { targetOf, transformedTarget, weightsOf } from './networks/multi-task/task-head';
export type { BinaryHead, RegressionHead, TargetTransform, TaskHead } from './networks/multi-task/task-head';
export { readEncoded } from './tabular/read-encoded';
export { scaleNumeric } from './tabular/scale-numeric';
export { tabularLayout } from './tabular/tabular-layout';
export type { EmbeddingSlot, SequenceReading, TabularLayout } from './tabular/tabular-layout';
export { bagColumns } from './tables/bag-columns';
export type { BagColumns } from './tables/bag-columns';
export { EmbeddingTable } from './tables/embedding-table';
export type { EmbeddingTableOptions } from './tables/embedding-table';
export { Lookup } from './tables/lookup';
export type { BatchLookup, LookupOptions } from './tables/lookup';
export type { TableOptimizerSettings, TableState } from './tables/row-optimizer';
export { tableBytes } from './tables/table-bytes';
export { constant, cosine, exponentialDecay, stepDecay } from './schedules/schedule';
export type { CosineSettings, DecaySettings, Schedule } from './schedules/schedule';
export { matrixBatches } from './training/order/batch-source';
export type { BatchSource, MatrixInput } from './training/order/batch-source';
export { readCheckpoint, removeCheckpoint } from './training/checkpoints/checkpoint';
export type { Checkpoint } from './training/checkpoints/checkpoint';
export type { EarlyStoppingOptions } from './training/stopping/early-stopping';
export { assertSameRun } from './training/checkpoints/fingerprint';
export type { Fingerprint } from './training/checkpoints/fingerprint';
export { fit } from './training/fit';
export type { BatchPart } from './together/batch-part';
export type { Collective } from './together/collective';
export { assertSameTraining } from './together/same-training';
export type {
  CheckpointOptions,
  FitOptions,
  FitResult,
  ShuffleWindows,
  StepReport,
} from './training/fit-options';
export { EACH_EPOCH } from './training/stopping/evaluation-interval';
export type { EvaluationInterval } from './training/stopping/evaluation-interval';
export type { EvaluationReport } from './training/progress';
export { AliasSampler } from './candidates/alias-sampler';
export { CandidateLookup, ItemCandidates, togetherFilled } from './candidates/item-candidates';
export type { ItemCandidatesOptions } from './candidates/item-candidates';
export { candidatesOf, TOWER_INPUTS, twoTowers } from './networks/two-towers';
export type { TowerObjective, TwoTowers, TwoTowersSettings } from './networks/two-towers';
export { ITEM_INPUTS, youtubeDnn } from './networks/youtube-dnn';
export type { ItemSoftmax, YoutubeDnn, YoutubeDnnSettings } from './networks/youtube-dnn';

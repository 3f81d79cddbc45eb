export { segmentsOf } from './calibration/log-odds-map';
export type { LogOddsMap, LogOddsSegments } from './calibration/log-odds-map';
export { encodeModel } from './encode-model';
export type { EncodeOptions } from './encode-model';
export { InvalidGraph, InvalidModelFile, OnnxError, RoundsOutOfRange, UnsupportedModel } from './errors';
export { DATA_TYPES } from './graph';
export type {
  Attribute,
  DataType,
  Dimension,
  Domain,
  Graph,
  Node,
  Tensor,
  TensorSpec,
  TextTensor,
} from './graph';
export { GraphBuilder } from './graph-builder';
export type { NodeOptions } from './graph-builder';
export { readFloatConstants, type FloatConstant } from './read-float-constants';
export { forestToGraph } from './xgboost/graph/forest-to-graph';
export { forestToOnnx } from './xgboost/graph/forest-to-onnx';
export type { ForestOptions } from './xgboost/graph/forest-to-onnx';
export { isProbability } from './xgboost/model-file/objectives';
export type { Objective } from './xgboost/model-file/objectives';
export { readXgboostModel } from './xgboost/model-file/read-xgboost-model';
export type { Rounds } from './xgboost/model-file/rounds';
export type { Missing } from './xgboost/model-file/tree-attributes';
export type { CategoryName, CategoryValues, Forest, XgboostModel } from './xgboost/model-file/xgboost-model';
export { readForestGraph } from './forest-graph/forest-graph';
export type { CategoryColumns } from './forest-graph/category-columns';
export type { ForestGraph } from './forest-graph/forest-graph';
export { firstTrees } from './forest-graph/first-trees';
export { deepestTree } from './forest-graph/tree-depth';
export { deepfmToOnnx } from './torch/networks/deepfm-to-onnx';
export { dssmToOnnx, twoTowerToOnnx } from './torch/networks/towers-to-onnx';
export { youtubeDnnToOnnx } from './torch/networks/youtube-dnn-to-onnx';
export { mmoeToOnnx } from './torch/networks/mmoe-to-onnx';
export { readTorchCheckpoint } from './torch/read-torch-checkpoint';
export type { ColumnList, TorchCheckpoint } from './torch/read-torch-checkpoint';
export type { FloatTensor } from './torch/strided-tensor';

export { closeCorpus, type Corpus } from './corpus/corpus';
export type { CorpusPlace } from './corpus/corpus-writer';
export { TextCorpus } from './corpus/text-corpus';
export { createVocabulary, type Vocabulary } from './corpus/vocabulary';
export { BadEmbeddingInput } from './errors';
export {
  assertWord2vecIds,
  encodeWord2vec,
  word2vecHeader,
  word2vecRows,
  type Word2vecFormat,
} from './files/encode-word2vec';
export { readWord2vec } from './files/read-word2vec';
export type { VectorTable } from './files/vector-table';
export { buildGraph, type EdgeColumns } from './graph/build-graph';
export { componentsOf, type Components } from './graph/components';
export type { Arcs, Graph } from './graph/graph';
export { GraphBuilder, type GraphOptions } from './graph/graph-builder';
export { withoutPairs, type NodePairs } from './graph/without-pairs';
export { DEFAULT_WALK_SETTINGS, walkGraph, type Walks, type WalkSettings } from './graph/walk-graph';
export type { Progress, Running } from './threads/run-threads';
export {
  checkTrainingSettings,
  DEFAULT_TRAINING_SETTINGS,
  type TrainingSettings,
} from './training/training-settings';
export { trainVectors, type KnownVectors } from './training/train-vectors';

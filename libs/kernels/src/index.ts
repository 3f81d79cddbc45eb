export { ForestTableKernel, type ForestTables } from './forest-tables';
export {
  ForestWalkKernel,
  type CategorySplits,
  type ForestWalks,
  type NumberSplits,
  type SplitsPart,
} from './forest-walk';
export { NO_FEATURE, JsonKernel, type RowForm, type RowShape, type RowSlot } from './json-kernel';
export type { SharedMemory } from './load-kernel';
export { SkipGramKernel, type RandomState, type SkipGramShape } from './skip-gram';
export { VectorScanKernel, type FoundRow } from './vector-scan';

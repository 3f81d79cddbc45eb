export { ALIAS_MOST, fillAliasTable } from './alias-table';
export { CsvKernel, CsvSlots, type CsvCells, type CsvShape } from './csv-kernel';
export { EmbeddingRowsKernel, type AdagradStep, type AdamStep } from './embedding-rows';
export { FreeRanges } from './free-ranges';
export { ForestTableKernel, type ForestTables } from './forest-tables';
export {
  ForestWalkKernel,
  QUESTIONS_AT_ONCE,
  type CategoryQuestions,
  type ForestWalks,
  type NumberQuestions,
  type QuestionsPart,
} from './forest-walk';
export { NO_FEATURE, JsonKernel, type RowForm, type RowShape, type RowSlot } from './json-kernel';
export type { SharedMemory } from './load-kernel';
export { SkipGramKernel, type RandomState, type SkipGramShape } from './skip-gram';
export { StepMemory, type Block } from './step-kernel';
export {
  BINARY_OPERATORS,
  UNARY_OPERATORS,
  type BinaryOperator,
  type DenseAdamStep,
  type StepOperators,
  type UnaryOperator,
} from './step-operators';
export { VectorScanKernel, type FoundRow, type VectorScanShape } from './vector-scan';

export { ForestTableKernel, type ForestTables } from './forest-tables';
export { NO_FEATURE, JsonKernel, type RowForm, type RowShape, type RowSlot } from './json-kernel';
export { VectorScanKernel, type FoundRow } from './vector-scan';

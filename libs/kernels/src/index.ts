export { ForestTableKernel, type ForestTables } from './forest-tables';
export { NO_FEATURE, RowKernel, type RowForm, type RowShape, type RowSlot } from './row-kernel';

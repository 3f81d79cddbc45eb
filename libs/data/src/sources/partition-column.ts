import type { TableFile } from '../files/table-file';
import { sqlText } from './duckdb';
import type { SourceColumn } from './table-source';

/** Whether the folders of a file tell the value of a column, as `dt=2026-11-22/` does; they win over the file. */
export function isPartition({ partitions }: TableFile, name: string): boolean {
  return partitions.some(partition => partition.name === name);
}

/** The column that has in all rows what the folders of a file say. */
export function partitionColumn({ partitions }: TableFile, name: string): SourceColumn | undefined {
  const partition = partitions.find(candidate => candidate.name === name);
  if (partition === undefined) return undefined;
  const cell = partition.value === null ? 'CAST(NULL AS VARCHAR)' : sqlText(partition.value);
  return { name, cell, type: 'VARCHAR', form: 'written' };
}

import type { VectorSink } from '../vector-sink';
import type { FileFormat } from './file-format';
import { jsonFile, jsonLinesFile } from './json-file';
import { npyFile } from './npy-file';
import { parquetFile } from './parquet-file';

/** Begins a file of vectors. */
export function vectorFile(path: string, format: FileFormat, dim: number): Promise<VectorSink> {
  switch (format) {
    case 'json':
      return jsonFile(path, dim);
    case 'jsonl':
      return jsonLinesFile(path, dim);
    case 'npy':
      return npyFile(path, dim);
    case 'parquet':
      return parquetFile(path, dim);
  }
}

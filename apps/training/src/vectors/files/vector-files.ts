import type { VectorSink } from '../vector-sink';
import type { FileFormat } from './file-format';
import { jsonFile, jsonLinesFile } from './json-file';
import { npyFile } from './npy-file';
import { parquetFile } from './parquet-file';
import { word2vecFile, type VectorSizes } from './word2vec-file';

/** Begins a file of vectors. */
export function vectorFile(path: string, format: FileFormat, sizes: VectorSizes): Promise<VectorSink> {
  const { dim } = sizes;
  switch (format) {
    case 'json':
      return jsonFile(path, dim);
    case 'jsonl':
      return jsonLinesFile(path, dim);
    case 'npy':
      return npyFile(path, dim);
    case 'parquet':
      return parquetFile(path, dim);
    case 'text':
    case 'binary':
      return word2vecFile(path, format, sizes);
  }
}

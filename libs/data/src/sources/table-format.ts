import { UnknownTableFormat } from '../errors';

export type TableKind = 'csv' | 'json' | 'json-lines' | 'parquet';

export interface TableFormat {
  readonly kind: TableKind;
  readonly gzip: boolean;
  /** The separator where the extension fixes it; otherwise the header decides. */
  readonly separator?: string;
}

const FORMATS: Readonly<Record<string, TableFormat>> = {
  '.csv': { kind: 'csv', gzip: false },
  '.csv.gz': { kind: 'csv', gzip: true },
  '.tsv': { kind: 'csv', gzip: false, separator: '\t' },
  '.tsv.gz': { kind: 'csv', gzip: true, separator: '\t' },
  '.json': { kind: 'json', gzip: false },
  '.json.gz': { kind: 'json', gzip: true },
  '.jsonl': { kind: 'json-lines', gzip: false },
  '.jsonl.gz': { kind: 'json-lines', gzip: true },
  '.ndjson': { kind: 'json-lines', gzip: false },
  '.ndjson.gz': { kind: 'json-lines', gzip: true },
  '.parquet': { kind: 'parquet', gzip: false },
};

/**
 * Tells the format of a table from the extension of its file, in any case of letters.
 *
 * @throws UnknownTableFormat if the extension is none of those read here
 */
export function tableFormatOf(path: string): TableFormat {
  const name = path.toLowerCase();
  const extension = Object.keys(FORMATS).find(candidate => name.endsWith(candidate));
  if (extension === undefined) throw new UnknownTableFormat(path, Object.keys(FORMATS));
  return FORMATS[extension];
}

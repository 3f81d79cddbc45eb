import { extname } from 'node:path';
import { UnknownTableFormat } from '../errors';

export type TableKind = 'csv' | 'json' | 'json-lines' | 'parquet';

/** What the name of a file tells of its format. */
export interface TableFormat {
  readonly kind: TableKind;
  /** The separator where the extension fixes it; otherwise the header decides. */
  readonly separator?: string;
}

const FORMATS: Readonly<Record<string, TableFormat>> = {
  '.csv': { kind: 'csv' },
  '.tsv': { kind: 'csv', separator: '\t' },
  '.tab': { kind: 'csv', separator: '\t' },
  '.json': { kind: 'json' },
  '.jsonl': { kind: 'json-lines' },
  '.ndjson': { kind: 'json-lines' },
  '.parquet': { kind: 'parquet' },
};

/** The formats by the names that a user gives them. */
export const FORMATS_BY_NAME = {
  csv: { kind: 'csv' },
  tsv: { kind: 'csv', separator: '\t' },
  json: { kind: 'json' },
  jsonl: { kind: 'json-lines' },
  parquet: { kind: 'parquet' },
} as const satisfies Readonly<Record<string, TableFormat>>;

export type FormatName = keyof typeof FORMATS_BY_NAME;

/** Names under which separated text lies about, and none at all. */
const TEXT_EXTENSIONS = ['', '.txt', '.dat', '.data'];

const PACKED = /\.(?:gz|gzip|zst|zstd)$/i;

/**
 * Tells the format of a table from the name of its file, in any case of letters. How the file is packed, its bytes
 * tell.
 *
 * @returns undefined if the extension is none of those read here
 */
export function formatByName(path: string): TableFormat | undefined {
  const extension = extname(path.replace(PACKED, '')).toLowerCase();
  return FORMATS[extension] ?? (TEXT_EXTENSIONS.includes(extension) ? { kind: 'csv' } : undefined);
}

/**
 * Tells the format of a table from the first bytes of its text, where they leave no doubt, and from its name.
 *
 * @param start - the beginning of its text
 * @throws UnknownTableFormat if neither tells it
 */
export function formatOfText(path: string, start: string): TableFormat {
  const named = formatByName(path);
  const json = jsonKind(start);
  if (json !== undefined && named?.kind !== 'json') return { kind: json };
  if (named === undefined) throw new UnknownTableFormat(path, Object.keys(FORMATS));
  return named;
}

/** The kind of JSON that a text is beyond doubt: a list of objects, or a first line that is an object. */
function jsonKind(start: string): 'json' | 'json-lines' | undefined {
  const text = start.trimStart();
  if (/^\[\s*(?:\{|\])/.test(text)) return 'json';
  if (!/^\{\s*"/.test(text)) return undefined;
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  if (isJson(line)) return 'json-lines';
  // An object over several lines, or a line longer than what was read.
  return /^\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text) ? 'json' : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import path from 'node:path';
import { BadTrainingRun } from '../../run/errors';

/** The formats of vectors in files. */
export const FILE_FORMATS = ['json', 'jsonl', 'parquet', 'npy', 'text', 'binary'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const BY_EXTENSION: Readonly<Record<string, FileFormat>> = {
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
  '.npy': 'npy',
  '.txt': 'text',
  '.vec': 'text',
  '.bin': 'binary',
};

/** Whether a format is one of the word2vec program. */
export function isWord2vec(format: FileFormat): format is 'text' | 'binary' {
  return format === 'text' || format === 'binary';
}

/**
 * The format of a file by its name.
 *
 * @param flag - what says it where the name does not
 * @throws BadTrainingRun if that tells none
 */
export function formatByName(file: string, flag: string): FileFormat {
  const format = BY_EXTENSION[path.extname(file).toLowerCase()];
  if (format) return format;
  const extensions = Object.keys(BY_EXTENSION).join(', ');
  throw new BadTrainingRun(`${file}: its name tells no format. Use ${extensions}, or say ${flag}.`);
}

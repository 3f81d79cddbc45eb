import { byteSizeOf, FORMATS_BY_NAME, type FormatName } from '@reckit/data';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { DataOfModel } from './data-of-model';
import { addDatabaseFlags, type DatabaseFlags } from './database-flags';

/** Where data can come from, as `--data-source` names it. */
export const DATA_SOURCES = ['file', 'oss', 'mysql', 'doris'] as const;

/** The flags that say where data come from, and how they are reached. */
export interface SourceFlags extends DatabaseFlags {
  readonly dataSource: (typeof DATA_SOURCES)[number];
  /** Of the text of a data file; UTF-8 unless it says otherwise itself. */
  readonly encoding?: string;
  readonly where?: string;
  readonly ossEndpoint?: string;
  readonly ossAccessKey?: string;
  readonly ossSecretKey?: string;
  readonly ossRegion?: string;
  readonly cacheDir?: string;
  /** In bytes. */
  readonly cacheSize: number;
}

/** The flags that say which data to train on, and how they are reached and read. */
export interface DataFlags extends SourceFlags {
  readonly dataPath?: string;
  /** The older name of `--data-path`. */
  readonly data?: string;
  readonly format?: FormatName;
}

const USUAL_CACHE_SIZE = '50GB';

/** Adds the flags of the data of a model. */
export function addDataFlags(
  command: Command,
  { defaultDataPath, dataFormats }: Pick<DataOfModel<never>, 'defaultDataPath' | 'dataFormats'>,
): void {
  const formats = dataFormats === undefined ? '' : `; ${dataFormats}`;
  command
    .option(
      '--data-path <path>',
      `file, folder or pattern; or s3://, oss:// or cos://bucket/key${formats} (default: ${defaultDataPath})`,
    )
    .addOption(new Option('--data <path>', 'the same as --data-path').hideHelp())
    .addOption(
      new Option('--format <format>', 'format of the data (default: by their bytes and names)').choices(
        Object.keys(FORMATS_BY_NAME),
      ),
    );
  addSourceFlags(command);
}

/** Adds the flags of where data come from. */
export function addSourceFlags(command: Command): void {
  command
    .addOption(
      new Option(
        '--data-source <source>',
        'where the data come from: files, a store of objects, or a database',
      )
        .choices(DATA_SOURCES)
        .default('file'),
    )
    .option(
      '--encoding <name>',
      'encoding of a text file, such as gbk (default: UTF-8, and UTF-16 where it is obvious)',
    )
    .option('--where <condition>', 'rows to take, as a condition of SQL, such as "dt >= \'2026-11-01\'"')
    .option('--oss-endpoint <url>', 'address of the store of objects (default: by the region)')
    .option('--oss-region <region>', 'region of the store, such as eu-central-1 or cn-hangzhou')
    .option('--oss-access-key <key>', 'access key of the store (better: the environment)')
    .option('--oss-secret-key <key>', 'secret key of the store (better: the environment)')
    .option('--cache-dir <folder>', "where downloaded objects are kept (default: the user's cache)")
    .addOption(
      new Option('--cache-size <size>', 'room for downloaded objects; those used longest ago go first')
        .argParser(byteSize)
        .default(byteSize(USUAL_CACHE_SIZE), USUAL_CACHE_SIZE),
    );
  addDatabaseFlags(command);
}

/** A size such as `500MB`, `50GB` or `1.5TB`, in bytes. */
export function byteSize(text: string): number {
  const bytes = byteSizeOf(text);
  if (bytes === null) throw new InvalidArgumentError('Write a size such as 500MB or 50GB.');
  return bytes;
}

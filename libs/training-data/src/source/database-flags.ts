import { InvalidArgumentError, Option, type Command } from 'commander';
import type { TlsMode } from '@reckit/data';

const TLS_MODES: readonly TlsMode[] = ['verify', 'no-verify', 'off'];
/** How long a database may be silent, if nothing is said. */
export const USUAL_TIMEOUT_SECONDS = 600;

/** What can be said of a database, once for each of the names that its flags have. */
interface FlagsOfName<T> {
  readonly Host: T;
  readonly Port: T;
  readonly User: T;
  readonly Password: T;
  readonly Database: T;
  readonly Table: T;
  readonly Query: T;
  readonly TlsCa: T;
}

type Named<Name extends string> = {
  readonly [Key in keyof FlagsOfName<unknown> as `${Name}${Key}`]?: string;
};

/** The flags of databases: those of Doris stand for MySQL and TiDB as well, and have other names for them. */
export interface DatabaseFlags extends Named<'doris'>, Named<'mysql'> {
  /** Doris alone has it. */
  readonly dorisArrowPort?: string;
  readonly dorisTls?: TlsMode;
  readonly mysqlTls?: TlsMode;
  /** In seconds. */
  readonly dorisTimeout?: number;
  readonly mysqlTimeout?: number;
}

/** Adds the flags of databases. */
export function addDatabaseFlags(command: Command): void {
  const options: readonly [string, string][] = [
    ['table <name>', 'table to train on, as table or database.table'],
    ['query <sql>', 'query that gives the rows to train on'],
    ['database <name>', 'database that tables are looked up in'],
    ['host <name>', 'host of the database (default: 127.0.0.1)'],
    ['port <n>', 'port of the database (default: 3306 for mysql, 9030 for doris)'],
    ['user <name>', 'user of the database (default: root)'],
    ['password <text>', 'password of the user (better: the environment)'],
  ];
  for (const [flag, description] of options) {
    command.option(`--doris-${flag}`, description);
    command.addOption(hidden(`--mysql-${flag}`, `the same as --doris-${flag}`));
  }
  command
    .option(
      '--doris-arrow-port <n>',
      'read in columns, over Arrow Flight SQL: its port (default: rows over the protocol of MySQL)',
    )
    .addOption(
      new Option(
        '--doris-tls [mode]',
        'TLS: verify who the server is, take any server, or none (default: off)',
      )
        .choices(TLS_MODES)
        .preset('verify'),
    )
    .addOption(hidden('--mysql-tls [mode]', 'the same as --doris-tls').choices(TLS_MODES).preset('verify'))
    .option('--doris-tls-ca <file>', 'certificates (PEM) that vouch for the server; turns TLS on')
    .addOption(hidden('--mysql-tls-ca <file>', 'the same as --doris-tls-ca'))
    .addOption(
      new Option('--doris-timeout <seconds>', 'how long the database may be silent')
        .argParser(wholeSeconds)
        .default(USUAL_TIMEOUT_SECONDS),
    )
    .addOption(hidden('--mysql-timeout <seconds>', 'the same as --doris-timeout').argParser(wholeSeconds));
}

function wholeSeconds(text: string): number {
  if (/^\d+$/.test(text) && Number(text) > 0 && Number.isSafeInteger(Number(text))) return Number(text);
  throw new InvalidArgumentError('Give a whole number, 1 or more.');
}

function hidden(flags: string, description: string): Option {
  return new Option(flags, description).hideHelp();
}

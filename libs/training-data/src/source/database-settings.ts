import type { DatabaseKind, DatabaseSettings, TlsMode } from '@reckit/data';
import { BadTrainingData } from '../errors';
import { USUAL_TIMEOUT_SECONDS, type DatabaseFlags } from './database-flags';

type Environment = Readonly<Record<string, string | undefined>>;

const USUAL_PORTS: Readonly<Record<DatabaseKind, number>> = { mysql: 3306, doris: 9030 };
const USUAL_HOST = '127.0.0.1';
const USUAL_USER = 'root';
const TLS_MODES: readonly TlsMode[] = ['verify', 'no-verify', 'off'];

/** Variables of the environment, behind the name of the database and `_`. */
const VARIABLES = ['HOST', 'PORT', 'USER', 'PASSWORD', 'DATABASE', 'TLS', 'TLS_CA'] as const;
type Variable = (typeof VARIABLES)[number];

/**
 * How a database is reached, and what is read: by flags, else by the environment. The flags have two names, of which
 * that of the kind wins.
 *
 * @throws BadTrainingData
 */
export function databaseSettings(
  kind: DatabaseKind,
  flags: DatabaseFlags,
  environment: Environment,
): DatabaseSettings {
  const said = saidInEnvironment(kind, environment);
  const flag = <Key extends keyof ReturnType<typeof byName>>(key: Key) => byName(kind, flags)[key];
  const database = flag('database') ?? said('DATABASE');
  const tlsCa = flag('tlsCa') ?? said('TLS_CA');
  const tls = flag('tls') ?? tlsMode(kind, said('TLS')) ?? (tlsCa === undefined ? 'off' : 'verify');
  const arrowPort = arrowPortOf(kind, flags, environment);
  return {
    kind,
    host: flag('host') ?? said('HOST') ?? USUAL_HOST,
    port: portNumber(kind, flag('port') ?? said('PORT')),
    ...(arrowPort !== undefined && { arrowPort }),
    user: flag('user') ?? said('USER') ?? USUAL_USER,
    // Spaces may be a part of it.
    password: flag('password') ?? said('PASSWORD', text => text) ?? '',
    ...(database !== undefined && { database }),
    rows: rowsOf(kind, flag('table'), flag('query')),
    tls,
    ...(tlsCa !== undefined && { tlsCa }),
    timeoutMs: 1_000 * (flags.mysqlTimeout ?? flags.dorisTimeout ?? USUAL_TIMEOUT_SECONDS),
  };
}

/**
 * Makes sure that no rows of a database are asked for where the data come from elsewhere.
 *
 * @throws BadTrainingData
 */
export function assertNoRowsAskedFor(source: string, flags: DatabaseFlags): void {
  for (const kind of ['mysql', 'doris'] as const) {
    const name = flags[`${kind}Table`] === undefined ? 'query' : 'table';
    if ((flags[`${kind}Table`] ?? flags[`${kind}Query`]) === undefined) continue;
    throw new BadTrainingData(
      `--${kind}-${name} names rows of a database, but the data come from --data-source ${source}. Add --data-source ${kind}.`,
    );
  }
}

/** The flags without their first names. */
function byName(kind: DatabaseKind, flags: DatabaseFlags) {
  const other = kind === 'mysql' ? 'doris' : 'mysql';
  return {
    host: flags[`${kind}Host`] ?? flags[`${other}Host`],
    port: flags[`${kind}Port`] ?? flags[`${other}Port`],
    user: flags[`${kind}User`] ?? flags[`${other}User`],
    password: flags[`${kind}Password`] ?? flags[`${other}Password`],
    database: flags[`${kind}Database`] ?? flags[`${other}Database`],
    table: flags[`${kind}Table`] ?? flags[`${other}Table`],
    query: flags[`${kind}Query`] ?? flags[`${other}Query`],
    tls: flags[`${kind}Tls`] ?? flags[`${other}Tls`],
    tlsCa: flags[`${kind}TlsCa`] ?? flags[`${other}TlsCa`],
  };
}

/**
 * Reads the variables of one database. Those of the other name stand in where none of its own is set, never one by one,
 * so that the password for one server is not sent to another.
 */
function saidInEnvironment(kind: DatabaseKind, environment: Environment) {
  const own = kind.toUpperCase();
  const isSet = VARIABLES.some(name => (environment[`${own}_${name}`] ?? '') !== '');
  const prefix = isSet ? own : kind === 'mysql' ? 'DORIS' : 'MYSQL';
  return (name: Variable, clean = (text: string) => text.trim()): string | undefined => {
    const text = clean(environment[`${prefix}_${name}`] ?? '');
    return text === '' ? undefined : text;
  };
}

function rowsOf(
  kind: DatabaseKind,
  table: string | undefined,
  query: string | undefined,
): DatabaseSettings['rows'] {
  if (table !== undefined && query !== undefined) {
    throw new BadTrainingData(`--${kind}-table and --${kind}-query are both given. Give one of them.`);
  }
  if (table !== undefined && table.trim() !== '') return { table: table.trim() };
  if (query !== undefined && query.trim() !== '') return { query: query.trim() };
  throw new BadTrainingData(
    `--data-source ${kind} needs to know which rows. Give --${kind}-table or --${kind}-query.`,
  );
}

function portNumber(kind: DatabaseKind, text: string | undefined): number {
  if (text === undefined) return USUAL_PORTS[kind];
  const port = portIn(text);
  if (port !== null) return port;
  throw new BadTrainingData(
    `the port of the database is "${text}". Give a number from 1 to 65535 as --${kind}-port or ${kind.toUpperCase()}_PORT.`,
  );
}

/** The port of Arrow Flight SQL, where rows are to come that way. */
function arrowPortOf(
  kind: DatabaseKind,
  { dorisArrowPort }: DatabaseFlags,
  environment: Environment,
): number | undefined {
  if (kind === 'mysql') {
    if (dorisArrowPort === undefined) return undefined;
    throw new BadTrainingData(
      '--doris-arrow-port is for --data-source doris: MySQL and TiDB speak no Arrow Flight SQL. Leave it out.',
    );
  }
  const text = dorisArrowPort ?? (environment['DORIS_ARROW_PORT']?.trim() || undefined);
  if (text === undefined) return undefined;
  const port = portIn(text);
  if (port !== null) return port;
  throw new BadTrainingData(
    `the port of Arrow Flight SQL is "${text}". Give a number from 1 to 65535 as --doris-arrow-port or DORIS_ARROW_PORT.`,
  );
}

function portIn(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

function tlsMode(kind: DatabaseKind, text: string | undefined): TlsMode | undefined {
  const mode = TLS_MODES.find(known => known === text?.toLowerCase());
  if (text === undefined || mode !== undefined) return mode;
  throw new BadTrainingData(
    `${kind.toUpperCase()}_TLS is "${text}". Set it to ${TLS_MODES.join(', ')}, or not at all.`,
  );
}

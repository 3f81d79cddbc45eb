import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type Connection } from 'mysql2';
import { DatabaseError } from '../../../errors';
import { shownRows, type DatabaseSettings } from '../database-settings';
import { failureOf, serverErrorNumber } from './failure';
import { hangUp } from './hang-up';
import { readCertificates } from './read-certificates';

const CONNECT_TIMEOUT_MS = 10_000;
/** A server that is being restarted is back within seconds. */
const RETRY_DELAYS_MS = [500, 1_000, 2_000, 4_000];

/**
 * Connects to a database, several times if it may be back soon. What is run there only reads, as far as the server
 * knows such transactions.
 *
 * @param retryDelaysMs - before each further attempt
 * @throws DatabaseError
 */
export async function connect(
  settings: DatabaseSettings,
  retryDelaysMs: readonly number[] = RETRY_DELAYS_MS,
): Promise<Connection> {
  const tls = await tlsOptions(settings);
  for (let attempt = 0; ; attempt++) {
    try {
      return await connectOnce(settings, tls);
    } catch (error) {
      const failure = failureOf(settings, error);
      if (failure === undefined) throw error;
      if (!failure.isTransient || attempt === retryDelaysMs.length) throw failure.error;
      await delay(retryDelaysMs[attempt]);
    }
  }
}

/** Ends a connection that is not used any more; a server that does not answer is not waited for. */
export function disconnect(connection: Connection): void {
  const timer = setTimeout(() => hangUp(connection), GOODBYE_MS);
  connection.end(() => {
    clearTimeout(timer);
    hangUp(connection);
  });
}

const GOODBYE_MS = 1_000;

type TlsOptions = {
  readonly ca?: string;
  readonly rejectUnauthorized: boolean;
  readonly verifyIdentity: boolean;
};

async function connectOnce(settings: DatabaseSettings, tls: TlsOptions | undefined): Promise<Connection> {
  const { host, port, user, password, database } = settings;
  const connection = createConnection({
    host,
    port,
    user,
    password,
    ...(database !== undefined && { database }),
    ...(tls && { ssl: { ...tls, minVersion: 'TLSv1.2' } }),
    charset: 'utf8mb4',
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableKeepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    // No file of this machine is ever sent to a server that asks for it.
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
    trace: false,
  });
  // What is running is told of it as well; without a listener it would end the process.
  connection.on('error', () => undefined);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect(error => (error ? reject(error) : resolve()));
    });
    if (settings.kind === 'mysql') {
      await tryStatement(connection, `SET SESSION net_write_timeout = ${NET_WRITE_TIMEOUT_SECONDS}`);
      await tryStatement(connection, 'START TRANSACTION READ ONLY');
    }
    return connection;
  } catch (error) {
    hangUp(connection);
    throw error;
  }
}

const KEEP_ALIVE_MS = 30_000;
/** For how long the server waits for rows to be taken; its own minute is short for a slow disk. */
const NET_WRITE_TIMEOUT_SECONDS = 600;

/** Runs a statement that not every server of this protocol knows. */
async function tryStatement(connection: Connection, sql: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    connection.query(sql, error => {
      if (error !== null && serverErrorNumber(error) === undefined) reject(error);
      else resolve();
    });
  });
}

async function tlsOptions(settings: DatabaseSettings): Promise<TlsOptions | undefined> {
  const { kind, tls, tlsCa, host } = settings;
  if (tls === 'off') return undefined;
  if (tls === 'no-verify') return { rejectUnauthorized: false, verifyIdentity: false };
  if (isIP(host) !== 0) {
    // The client would compare the certificate with "localhost" instead.
    throw new DatabaseError(
      shownRows(settings),
      `the certificate of a server that is named by its address cannot be checked. Give its name as --${kind}-host, or --${kind}-tls no-verify.`,
    );
  }
  const ca = tlsCa === undefined ? undefined : await readCertificates(settings, tlsCa);
  return { ...(ca !== undefined && { ca }), rejectUnauthorized: true, verifyIdentity: true };
}

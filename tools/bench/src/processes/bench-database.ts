import { spawnSync } from 'node:child_process';
import type { DatabaseSettings } from '@reckit/data';
import { MariadbProcess } from '../../../../libs/data/testing/mariadb-process';

/** A table of generated clicks in a MariaDB of its own. */
export interface BenchDatabase {
  readonly access: DatabaseSettings & { readonly database: string };
  readonly rows: number;
  stop(): Promise<void>;
}

/** Ids beyond 2⁵³, whole numbers, decimals with gaps, floating point, texts, times. */
const TABLE = `CREATE TABLE bench.clicks (user_id BIGINT NOT NULL, item_id INT UNSIGNED NOT NULL, price DECIMAL(10,2),
  score DOUBLE, is_new TINYINT(1), city VARCHAR(20), at DATETIME, clicked TINYINT NOT NULL)`;
const COLUMNS = `9007199254740993 + i * 7, i % 50000, IF(i % 50 = 0, NULL, (i * 37 % 100000) / 100), SIN(i), i % 2,
  ELT(1 + i % 4, 'Oslo', 'Berlin', 'New York', 'Ulan Bator'), '2026-11-01' + INTERVAL i SECOND, i % 3 = 0`;

/** Starts a database and fills its table; null where there is no `mariadbd`. */
export async function startDatabase(rows: number): Promise<BenchDatabase | null> {
  if (spawnSync(process.env['MARIADBD'] ?? 'mariadbd', ['--version'], { stdio: 'ignore' }).status !== 0)
    return null;
  const server = await MariadbProcess.start({ withCertificate: false });
  const stopNow = (): void => server.stopNow();
  process.once('exit', stopNow);
  await server.run(
    'CREATE DATABASE bench',
    TABLE,
    `INSERT INTO bench.clicks WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT ${COLUMNS} FROM n`,
  );
  return {
    rows,
    access: {
      kind: 'mysql',
      host: '127.0.0.1',
      port: server.port,
      user: 'root',
      password: '',
      database: 'bench',
      rows: { table: 'clicks' },
      tls: 'off',
      timeoutMs: 60_000,
    },
    async stop() {
      await server.stop();
      process.off('exit', stopNow);
    },
  };
}

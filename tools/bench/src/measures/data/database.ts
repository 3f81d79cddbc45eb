import { statSync } from 'node:fs';
import { snapshotOfDatabase } from '@reckit/data';
import type { BenchContext } from '../../bench-context';
import { lastLineOf, timed, type TimedRun } from '../../embedding/timed-run';
import { startDatabase, type BenchDatabase } from '../../processes/bench-database';
import { inTurns } from '../../in-turns';
import { atLeast, type Cell, type MeasureReport, type Target } from '../../report/measure-report';
import { median } from '../../statistics';
import { runPythonPeer } from '../../training/python-peer';

/** A round of both sides takes half a minute. */
const MOST_ROUNDS = 3;
const TIMES_PYMYSQL = 1.5;

type Run = TimedRun & { readonly version?: string; readonly megabytes?: number };

/** Rows a second from MariaDB into a file beside PyMySQL, which only takes them. */
export async function measureDatabase(context: BenchContext): Promise<MeasureReport> {
  const { effort, progress } = context;
  const report = {
    name: 'database',
    title: `${effort.databaseRows.toLocaleString('en-US')} rows of 8 columns out of MariaDB`,
    columns: [
      { key: 'side', title: 'side' },
      { key: 'perSecond', title: 'rows/s', decimals: 0 },
      { key: 'perCpuSecond', title: 'rows a CPU second', decimals: 0 },
      { key: 'megabytes', title: 'MB in the file', decimals: 0 },
    ],
  };
  progress('database: filling a table');
  const database = await startDatabase(effort.databaseRows);
  if (database === null) {
    return {
      ...report,
      rows: [],
      targets: [],
      notes: ['There is no `mariadbd`: install mariadb-server-core.'],
    };
  }
  try {
    progress('database: reading');
    const sides = [
      { title: 'ours', run: () => readOurs(database) },
      { title: 'PyMySQL', run: () => readWithPymysql(database) },
    ];
    const results = await inTurns(sides, Math.min(MOST_ROUNDS, effort.rounds), side => side.run());
    const found = sides.map(({ title }, i) => ({ title, runs: results[i].filter(run => run !== null) }));
    return {
      ...report,
      rows: found.filter(({ runs }) => runs.length > 0).map(rowOf),
      targets: targetsOf(found),
      notes: [
        'Ours writes the rows to a Parquet file; PyMySQL makes tuples of them, by its unbuffered cursor, and drops them. The server works on the same cores, and its CPU time is not counted.',
        ...(found[1].runs.length === 0
          ? ['The peer is missing: a `python3` that can import `pymysql` brings it in.']
          : []),
      ],
    };
  } finally {
    await database.stop();
  }
}

async function readOurs({ rows, ...settings }: BenchDatabase): Promise<Run> {
  let megabytes = 0;
  const run = await timed(rows, async () => {
    const snapshot = await snapshotOfDatabase(settings.access);
    megabytes = statSync(snapshot.path).size / 1e6;
    await snapshot.release();
  });
  return { ...run, megabytes };
}

/** The same rows with PyMySQL; null where there is none. */
async function readWithPymysql({ access, rows }: BenchDatabase): Promise<Run | null> {
  const { host, port, user, database } = access;
  const printed = await runPythonPeer('database-rows.py', [JSON.stringify({ host, port, user, database })]);
  if (printed === null) return null;
  const run = lastLineOf<{ version: string; rows: number; seconds: number; cpu_seconds: number }>(printed);
  if (run.rows !== rows) throw new Error(`PyMySQL took ${run.rows} rows of ${rows}.`);
  return { version: run.version, amount: run.rows, seconds: run.seconds, cpuSeconds: run.cpu_seconds };
}

interface Found {
  readonly title: string;
  readonly runs: readonly Run[];
}

const perSecond = (runs: readonly Run[]): number =>
  median(runs.map(({ amount, seconds }) => amount / seconds));

function rowOf({ title, runs: [first, ...others] }: Found): Readonly<Record<string, Cell>> {
  const runs = [first, ...others];
  return {
    side: first.version === undefined ? title : `${title} ${first.version}`,
    perSecond: perSecond(runs),
    perCpuSecond: median(runs.map(({ amount, cpuSeconds }) => amount / cpuSeconds)),
    megabytes: first.megabytes ?? '',
  };
}

function targetsOf([ours, peer]: readonly Found[]): Target[] {
  if (peer.runs.length === 0) return [];
  const ratio = perSecond(ours.runs) / perSecond(peer.runs);
  return [atLeast(`rows/s: at least ${TIMES_PYMYSQL} times PyMySQL`, ratio, TIMES_PYMYSQL)];
}

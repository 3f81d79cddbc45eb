import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sampleEventLog, eventTable, historyTable, writeCsv } from '@reckit/data';
import type { BenchContext } from '../../bench-context';
import { roundCells, type Round } from '../../load/measured-round';
import { measureServed, questionsOf, type ServedSide } from '../../load/served-sides';
import type { ServerProcess } from '../../processes/server-process';
import { startBareServer, startService } from '../../processes/servers';
import type { Cell, MeasureReport } from '../../report/measure-report';
import { ID_FEATURES } from '../../retrieval/id-features';
import { median } from '../../statistics';
import { runTraining } from '../../training/training-process';

const CONNECTIONS = 16;
const LOG = { seed: 1, users: 200, items: 500, events: 10_000, maxEvents: 200 };
const HISTORY = 50;

interface MeasuredSide extends ServedSide {
  readonly rounds: readonly Round[];
  /** The rounds of the bare server on the same requests. */
  readonly bare: readonly Round[];
}

/** Requests/s of vectors of users beside a bare server. */
export async function measureUserEmbedding(context: BenchContext): Promise<MeasureReport> {
  return reportOf(await measureEmbeddings(context), context);
}

async function measureEmbeddings({ folder, effort, progress }: BenchContext): Promise<MeasuredSide[]> {
  progress('user-embedding: training two models');
  const { users, histories } = await trainModels(folder);
  const bare = await startBareServer(folder);
  const opened: ServerProcess[] = [bare];
  try {
    const questions = {
      'two-tower': questionsOf('/user_embedding', CONNECTIONS, i => ({
        user_features: { user_id: users[i % users.length] },
      })),
      'youtube-dnn': questionsOf('/user_embedding', CONNECTIONS, i => ({
        user_features: { history_item_ids: histories[i % histories.length] },
      })),
    };
    const measured: MeasuredSide[] = [];
    for (const name of ['two-tower', 'youtube-dnn'] as const) {
      const server = await startService(name, path.join(folder, 'towers'), path.join(folder, `${name}.log`));
      opened.push(server);
      const asked = { questions: questions[name] };
      const sides = [
        { what: `bare node:http, as ${name}`, server: bare, ...asked },
        { what: `${name}, /user_embedding`, server, ...asked },
      ];
      const [ofBare, ours] = await measureServed(sides, 'user_embedding', effort);
      measured.push(
        { ...sides[0], rounds: ofBare, bare: ofBare },
        { ...sides[1], rounds: ours, bare: ofBare },
      );
    }
    return measured;
  } finally {
    await Promise.all(opened.map(server => server.stop()));
  }
}

/** Trains both models on one generated log. @returns some users, and some histories */
async function trainModels(folder: string): Promise<{ users: string[]; histories: string[][] }> {
  const log = sampleEventLog(LOG);
  const [events, rows] = [eventTable(log), historyTable(log)];
  const files = { events: path.join(folder, 'events.csv'), rows: path.join(folder, 'rows.csv') };
  const features = path.join(folder, 'id-features.json');
  await writeCsv(files.events, events);
  await writeCsv(files.rows, rows);
  await writeFile(features, JSON.stringify(ID_FEATURES));
  const common = ['--model-dir', path.join(folder, 'towers'), '--version', 'v1', '--epochs', '1', '--quiet'];
  await runTraining([
    'two-tower',
    '--data-path',
    files.events,
    '--features',
    features,
    '--time-col',
    'time',
    ...common,
  ]);
  await runTraining(['youtube-dnn', '--data-path', files.rows, ...common]);
  const textsOf = (table: typeof events, name: string) =>
    Array.from(table.columns.find(column => column.name === name)?.values ?? [], String);
  const histories = textsOf(rows, 'history').map(history => history.split(','));
  return {
    users: textsOf(events, 'user_id').slice(0, CONNECTIONS),
    histories: histories.filter(history => history.length === HISTORY).slice(0, CONNECTIONS),
  };
}

function reportOf(sides: readonly MeasuredSide[], { effort }: BenchContext): MeasureReport {
  return {
    name: 'user-embedding',
    title: 'POST /user_embedding beside a bare node:http server',
    columns: [
      { key: 'what', title: 'server' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'min', title: 'min' },
      { key: 'max', title: 'max' },
      { key: 'ratio', title: 'it/bare', decimals: 2 },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'generatorPercent', title: 'generator CPU %' },
      { key: 'cpuMicroseconds', title: 'CPU µs/request' },
    ],
    rows: sides.map(({ what, rounds, bare }): Record<string, Cell> => ({
      what,
      ...roundCells(rounds),
      ratio: median(rounds.map((round, i) => round.requestsPerSecond / bare[i].requestsPerSecond)),
    })),
    targets: [],
    notes: [
      `One row a request, vectors of 64 numbers, ${CONNECTIONS} keep-alive connections, ${effort.rounds} rounds in turns: medians. two-tower is asked with a user's id, youtube-dnn with a history of ${HISTORY} ids; the bare server parses the same JSON and answers 64 constants.`,
    ],
  };
}

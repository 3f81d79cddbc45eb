import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sampleEventLog, eventTable, historyTable, writeCsv } from '@reckit/data';
import type { BenchContext } from '../bench-context';
import { BenchError } from '../errors';
import { inTurns } from '../in-turns';
import { closedLoop } from '../load/closed-loop';
import { askHttp, wireRequest, type HttpQuestion } from '../load/http-question';
import { measureRound, roundCells, type Round } from '../load/measured-round';
import type { ServerProcess } from '../processes/server-process';
import { startBareServer, startService } from '../processes/servers';
import type { Cell, MeasureReport } from '../report/measure-report';
import { writeRecallPackage } from '../retrieval/recall-package';
import { ID_FEATURES } from '../retrieval/id-features';
import { median } from '../statistics';
import { runTraining } from '../training/training-process';

const CONNECTIONS = 16;
const CATALOGUES = [10_000, 100_000] as const;
const TOP_KS = [20, 100] as const;
const LOG = { seed: 1, users: 200, items: 500, events: 10_000, maxEvents: 200 };
const HISTORY = 50;

/** A server and what it is asked, one question a connection. */
interface Side {
  readonly what: string;
  readonly server: ServerProcess;
  readonly questions: readonly HttpQuestion[];
}

interface MeasuredSide extends Side {
  readonly rounds: readonly Round[];
  /** The rounds of the bare server on the same requests; null for a search. */
  readonly bare: readonly Round[] | null;
}

/** Requests/s of vectors of users beside a bare server, and of searches for their items. */
export async function measureUserEmbedding(context: BenchContext): Promise<MeasureReport> {
  const embedded = await measureEmbeddings(context);
  const counts = [...CATALOGUES, ...(context.items === null ? [] : [context.items])];
  const searched: MeasuredSide[] = [];
  for (const count of counts) searched.push(...(await measureSearches(count, context)));
  return reportOf([...embedded, ...searched], context);
}

async function measureEmbeddings(context: BenchContext): Promise<MeasuredSide[]> {
  const { folder, progress } = context;
  progress('user-embedding: training two models');
  const { users, histories } = await trainModels(folder);
  const bare = await startBareServer(folder);
  const opened: ServerProcess[] = [bare];
  try {
    const questions = {
      'two-tower': questionsOf('/user_embedding', i => ({
        user_features: { user_id: users[i % users.length] },
      })),
      'youtube-dnn': questionsOf('/user_embedding', i => ({
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
      const [ofBare, ours] = await measureSides(sides, 'user_embedding', context);
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

async function measureSearches(count: number, context: BenchContext): Promise<MeasuredSide[]> {
  const { folder, progress } = context;
  progress(`user-embedding: ${count} vectors to search in`);
  const modelDir = await writeRecallPackage(path.join(folder, `recall-${count}`), count);
  const server = await startService('two-tower', modelDir, path.join(folder, 'recall.log'));
  try {
    const sides = TOP_KS.map(top_k => ({
      what: `two-tower, /recall, ${top_k} of ${count.toLocaleString('en-US')}`,
      server,
      questions: questionsOf('/recall', i => ({ user_features: { age: 20 + i, gender: i % 2 }, top_k })),
    }));
    const rounds = await measureSides(sides, 'item_ids', context);
    return sides.map((side, i) => ({ ...side, rounds: rounds[i], bare: null }));
  } finally {
    await server.stop();
  }
}

function questionsOf(target: string, body: (connection: number) => object): HttpQuestion[] {
  return Array.from({ length: CONNECTIONS }, (_, i) => ({
    path: target,
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify(body(i))),
  }));
}

/** @param key - of the answer @throws BenchError for an answer without it */
async function measureSides(
  sides: readonly Side[],
  key: string,
  { effort }: BenchContext,
): Promise<Round[][]> {
  const loadRound = ({ server: { port }, questions }: Side, durationMs: number): Promise<Round> => {
    const requests = questions.map(wireRequest);
    return measureRound(port, () => closedLoop(port, requests, { connections: CONNECTIONS, durationMs }));
  };
  for (const side of sides) {
    const { status, body } = await askHttp(side.server.port, side.questions[0]);
    const text = body.toString('utf8');
    if (status !== 200 || !text.includes(`"${key}":[`))
      throw new BenchError(`${side.what} answered ${status} without ${key}: ${text.slice(0, 200)}`);
    await loadRound(side, effort.warmUpMs);
  }
  return inTurns(sides, effort.rounds, side => loadRound(side, effort.roundMs));
}

function reportOf(sides: readonly MeasuredSide[], { effort }: BenchContext): MeasureReport {
  return {
    name: 'user-embedding',
    title: 'POST /user_embedding beside a bare node:http server, and /recall',
    columns: [
      { key: 'what', title: 'server' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'min', title: 'min' },
      { key: 'max', title: 'max' },
      { key: 'ratio', title: 'it/bare' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'generatorPercent', title: 'generator CPU %' },
      { key: 'cpuMicroseconds', title: 'CPU µs/request' },
    ],
    rows: sides.map(({ what, rounds, bare }): Record<string, Cell> => ({
      what,
      ...roundCells(rounds),
      ratio:
        bare === null
          ? ''
          : median(rounds.map((round, i) => round.requestsPerSecond / bare[i].requestsPerSecond)).toFixed(2),
    })),
    targets: [],
    notes: [
      `One row a request, vectors of 64 numbers, ${CONNECTIONS} keep-alive connections, ${effort.rounds} rounds in turns: medians. two-tower is asked with a user's id, youtube-dnn with a history of ${HISTORY} ids; the bare server parses the same JSON and answers 64 constants. Searches are exact, in random vectors, behind a graph of one product.`,
    ],
  };
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../../bench-context';
import { BenchError } from '../../errors';
import { Connection } from '../../load/connection';
import { predictionRequest } from '../../load/prediction-payload';
import { SMALL_FOREST, benchModel, writePackages } from '../../model-folders';
import { residentMegabytes } from '../../processes/process-metrics';
import type { ServerProcess } from '../../processes/server-process';
import { startXgb } from '../../processes/servers';
import { below, type MeasureReport } from '../../report/measure-report';
import { percentile } from '../../statistics';

const HONEST = 16;
/** Between two requests of an honest client: what they feel is to be measured, not what the service can do. */
const PAUSE_MS = 5;
const MAX_P50_RATIO = 2;
const OPENED_AT_ONCE = 100;
/** Clients that trickle send a byte so often, all of them together within it. */
const TRICKLE_MS = 1_000;

/** A kind of client that holds a connection and does nothing good with it. */
interface Attacker {
  readonly name: string;
  /** What it sends at once. */
  readonly opening: string;
  /** What it sends from time to time. */
  readonly trickle?: string;
}

const TARGET = 'POST /predictions/xgb HTTP/1.1\r\nHost: a\r\n';
const LENGTH = 'Content-Length: 1000000\r\n';

const ATTACKERS: readonly Attacker[] = [
  { name: 'send nothing', opening: '' },
  { name: 'send half of their headers', opening: `${TARGET}Content-` },
  { name: 'announce a body and never send it', opening: `${TARGET}${LENGTH}\r\n` },
  { name: 'ask with 100-continue and never send', opening: `${TARGET}${LENGTH}Expect: 100-continue\r\n\r\n` },
  { name: 'send a body byte by byte', opening: `${TARGET}${LENGTH}\r\n`, trickle: ' ' },
  {
    name: 'send chunks of one byte',
    opening: `${TARGET}Transfer-Encoding: chunked\r\n\r\n`,
    trickle: '1\r\n \r\n',
  },
  { name: 'never read their 20 answers', opening: predictionRequest(1, 1).toString('latin1').repeat(20) },
];

interface Felt {
  readonly latenciesMs: readonly number[];
  readonly failed: number;
}

interface Comparison {
  readonly attacker: string;
  readonly connections: number;
  readonly without: Felt;
  readonly beside: Felt;
  readonly residentMb: number;
}

/** What honest clients feel of others that hold their connections and are silent, slow, half-open or never reading. */
export async function measureAttacks(context: BenchContext): Promise<MeasureReport> {
  const { folder } = context;
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(folder, 'attacks'));
  const comparisons: Comparison[] = [];
  for (const attacker of ATTACKERS) {
    const server = await startXgb(modelDir, folder);
    try {
      comparisons.push(await compare(attacker, server, context));
    } finally {
      await server.stop();
    }
  }
  return reportOf(comparisons, context);
}

async function compare(
  attacker: Attacker,
  server: ServerProcess,
  { effort, progress }: BenchContext,
): Promise<Comparison> {
  const count = effort.attackers;
  progress(`attacks: ${count} clients that ${attacker.name}`);
  await honestLoad(server.port, effort.warmUpMs);
  const without = await honestLoad(server.port, effort.roundMs);
  const sockets = await attack(server.port, count, attacker.opening);
  const trickle = trickleOn(sockets, attacker.trickle ?? null);
  try {
    // What the attackers did ask for is answered first: not their work is measured, but their waiting.
    await honestLoad(server.port, 0);
    const beside = await honestLoad(server.port, effort.roundMs);
    const residentMb = await residentMegabytes(server.port);
    return { attacker: attacker.name, connections: count, without, beside, residentMb };
  } finally {
    clearInterval(trickle);
    for (const socket of sockets) socket.destroy();
  }
}

/** Honest clients on connections of their own, each asking for one row again and again, once at least. */
async function honestLoad(port: number, durationMs: number): Promise<Felt> {
  const connections = await Promise.all(Array.from({ length: HONEST }, () => Connection.open(port)));
  const latenciesMs: number[] = [];
  let failed = 0;
  const endMs = performance.now() + durationMs;
  await Promise.all(
    connections.map(async (connection, seed) => {
      const request = predictionRequest(1, seed);
      do {
        const begin = performance.now();
        const ending = await connection.ask(request);
        if (ending === 200) latenciesMs.push(performance.now() - begin);
        else failed++;
        await sleep(PAUSE_MS);
      } while (performance.now() < endMs);
      connection.close();
    }),
  );
  if (latenciesMs.length === 0) throw new BenchError('No honest client got an answer.');
  return { latenciesMs, failed };
}

/** Opens connections whose clients read nothing and do not close what the service has closed. */
async function attack(port: number, count: number, opening: string): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const some = Math.min(OPENED_AT_ONCE, count - sockets.length);
    const opened = Array.from({ length: some }, () =>
      connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => undefined),
    );
    await Promise.all(opened.map(socket => once(socket, 'connect')));
    for (const socket of opened) {
      socket.pause();
      if (opening !== '') socket.write(opening);
    }
    sockets.push(...opened);
  }
  return sockets;
}

function trickleOn(sockets: readonly Socket[], bytes: string | null): NodeJS.Timeout {
  return setInterval(() => {
    if (bytes === null) return;
    for (const socket of sockets) if (socket.writable) socket.write(bytes);
  }, TRICKLE_MS);
}

function reportOf(comparisons: readonly Comparison[], { effort }: BenchContext): MeasureReport {
  const p50 = (felt: Felt): number => percentile(felt.latenciesMs, 0.5);
  const p99 = (felt: Felt): number => percentile(felt.latenciesMs, 0.99);
  return {
    name: 'attacks',
    title: `${HONEST} honest clients beside ${effort.attackers.toLocaleString('en-US')} that hold their connections`,
    columns: [
      { key: 'attacker', title: 'clients that' },
      { key: 'p50Without', title: 'p50 ms without', decimals: 2 },
      { key: 'p50Beside', title: 'beside', decimals: 2 },
      { key: 'p99Without', title: 'p99 ms without', decimals: 2 },
      { key: 'p99Beside', title: 'beside', decimals: 2 },
      { key: 'failed', title: 'failed' },
      { key: 'residentMb', title: 'MB resident' },
    ],
    rows: comparisons.map(({ attacker, without, beside, residentMb }) => ({
      attacker,
      p50Without: p50(without),
      p50Beside: p50(beside),
      p99Without: p99(without),
      p99Beside: p99(beside),
      failed: without.failed + beside.failed,
      residentMb,
    })),
    targets: comparisons.flatMap(({ attacker, without, beside }) => [
      below(`${attacker}: honest requests that failed`, without.failed + beside.failed, 1, 'requests', 0),
      below(
        `${attacker}: p50 beside them under ${MAX_P50_RATIO} times`,
        p50(beside) / p50(without),
        MAX_P50_RATIO,
        'times',
      ),
    ]),
    notes: [
      `One row a request, ${PAUSE_MS} ms between two requests of a client, a service of its own for each kind of attacker. They read nothing and leave their connections half-open.`,
    ],
  };
}

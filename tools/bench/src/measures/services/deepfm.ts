import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import { BenchError } from '../../errors';
import { inTurns } from '../../in-turns';
import { closedLoop } from '../../load/closed-loop';
import { askHttp, wireRequest, type HttpQuestion } from '../../load/http-question';
import { measureRound, roundCells, type Round } from '../../load/measured-round';
import { predictionBody } from '../../load/prediction-payload';
import { ServerProcess } from '../../processes/server-process';
import { startService } from '../../processes/servers';
import { atLeast, type MeasureReport, type Target } from '../../report/measure-report';
import { spreadOf, type Spread } from '../../statistics';
import { clicksFeatures, writeClicks } from '../../training/clicks-csv';
import { peerScript, pythonWith } from '../../training/python-peer';
import { runTraining } from '../../training/training-process';

const CONNECTIONS = 16;
const ROW_COUNTS = [1, 100, 1_000] as const;
const MANY_ROWS = 1_000;
const TIMES_PEER = 1.5;
/** PyTorch compiles its model before. */
const PEER_READY_MS = 400_000;
const CLICKS = { rows: 10_000, categories: 0, values: 1 };
const OURS = 'ours';
const PEER = 'FastAPI + PyTorch';

interface Side {
  readonly name: string;
  readonly server: ServerProcess;
}

interface Comparison {
  readonly rowCount: number;
  /** One list a side, ours first. */
  readonly rounds: readonly (readonly Round[])[];
}

/** Requests/s of the DeepFM service beside the same network behind FastAPI and PyTorch, one process each. */
export async function measureDeepfm(context: BenchContext): Promise<MeasureReport> {
  const { folder, progress } = context;
  progress('deepfm: training a model');
  const modelDir = await trainDeepfm(folder);
  const sides: Side[] = [];
  try {
    sides.push({
      name: OURS,
      server: await startService('deepfm', modelDir, path.join(folder, 'deepfm.log')),
    });
    const peer = await startPeer(folder);
    if (peer) sides.push({ name: PEER, server: peer });
    const form = peer && (await (await fetch(`http://127.0.0.1:${peer.port}/form`)).text());
    const comparisons: Comparison[] = [];
    for (const rowCount of ROW_COUNTS) comparisons.push(await compare(rowCount, sides, context));
    return reportOf(comparisons, sides, form, context.effort.rounds);
  } finally {
    await Promise.all(sides.map(({ server }) => server.stop()));
  }
}

async function trainDeepfm(folder: string): Promise<string> {
  const modelDir = path.join(folder, 'deepfm');
  const data = path.join(folder, 'deepfm.csv');
  const features = path.join(folder, 'deepfm-features.json');
  await writeClicks(data, CLICKS);
  await writeFile(features, clicksFeatures(CLICKS));
  const files = ['--data-path', data, '--features', features, '--model-dir', modelDir];
  await runTraining(['deepfm', ...files, '--epochs', '1', '--version', 'v1', '--quiet']);
  return modelDir;
}

async function startPeer(folder: string): Promise<ServerProcess | null> {
  const python = await pythonWith(['numpy', 'torch', 'fastapi', 'uvicorn']);
  if (python === null) return null;
  return ServerProcess.start({
    name: PEER,
    interpreter: python,
    command: [peerScript('deepfm-service.py')],
    readyPath: '/ready',
    readyTimeoutMs: PEER_READY_MS,
    environment: {},
    logFile: path.join(folder, 'deepfm-peer.log'),
  });
}

async function compare(
  rowCount: number,
  sides: readonly Side[],
  { effort, progress }: BenchContext,
): Promise<Comparison> {
  progress(`deepfm: ${rowCount} rows, ${effort.rounds} rounds`);
  const questions = Array.from({ length: CONNECTIONS }, (_, seed) => questionOf(rowCount, seed));
  const requests = questions.map(wireRequest);
  for (const side of sides) await checkAnswer(side, questions[0], rowCount);
  const loadRound = ({ server: { port } }: Side, durationMs: number): Promise<Round> =>
    measureRound(port, () => closedLoop(port, requests, { connections: CONNECTIONS, durationMs }));
  for (const side of sides) await loadRound(side, effort.warmUpMs);
  return { rowCount, rounds: await inTurns(sides, effort.rounds, side => loadRound(side, effort.roundMs)) };
}

function questionOf(rowCount: number, seed: number): HttpQuestion {
  return {
    path: '/predictions/deepfm',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(predictionBody(rowCount, seed)),
  };
}

/** @throws BenchError unless the answer is one probability a row */
async function checkAnswer({ name, server }: Side, question: HttpQuestion, rowCount: number): Promise<void> {
  const { status, body } = await askHttp(server.port, question);
  const text = body.toString('utf8');
  const { predictions }: { predictions?: readonly unknown[] } = status === 200 ? JSON.parse(text) : {};
  const isRight = predictions?.every(value => typeof value === 'number' && value >= 0 && value <= 1);
  if (isRight && predictions?.length === rowCount) return;
  throw new BenchError(`${name} answered ${status} with no ${rowCount} probabilities: ${text.slice(0, 200)}`);
}

function reportOf(
  comparisons: readonly Comparison[],
  sides: readonly Side[],
  form: string | null,
  rounds: number,
): MeasureReport {
  const ratio = (comparison: Comparison, side: number, value: (round: Round) => number): Spread =>
    spreadOf(comparison.rounds[0].map((round, i) => value(round) / value(comparison.rounds[side][i])));
  return {
    name: 'deepfm',
    title: 'POST /predictions/deepfm beside FastAPI and PyTorch',
    columns: [
      { key: 'rows', title: 'rows' },
      { key: 'side', title: 'server' },
      { key: 'requestsPerSecond', title: 'requests/s' },
      { key: 'min', title: 'min' },
      { key: 'max', title: 'max' },
      { key: 'ratio', title: 'ours/it', decimals: 2 },
      { key: 'range', title: 'min–max' },
      { key: 'p50Ms', title: 'p50 ms', decimals: 2 },
      { key: 'p99Ms', title: 'p99 ms', decimals: 2 },
      { key: 'generatorPercent', title: 'generator CPU %' },
      { key: 'cpuMicroseconds', title: 'CPU µs/request' },
      { key: 'cpuRatio', title: 'it/ours', decimals: 2 },
    ],
    rows: comparisons.flatMap(comparison =>
      sides.map(({ name }, i) => {
        const { median, min, max } = ratio(comparison, i, ({ requestsPerSecond }) => requestsPerSecond);
        return {
          rows: comparison.rowCount,
          side: name,
          ...roundCells(comparison.rounds[i]),
          ratio: median,
          range: i === 0 ? '' : `${min.toFixed(2)}–${max.toFixed(2)}`,
          cpuRatio: 1 / ratio(comparison, i, ({ cpuMicroseconds }) => cpuMicroseconds).median,
        };
      }),
    ),
    targets: comparisons.flatMap((comparison): Target[] => {
      if (comparison.rowCount !== MANY_ROWS || form === null) return [];
      const { median } = ratio(comparison, 1, ({ requestsPerSecond }) => requestsPerSecond);
      const text = `${MANY_ROWS} rows: requests/s at least ${TIMES_PEER} times ${PEER}`;
      return [atLeast(text, median, TIMES_PEER)];
    }),
    notes: [
      `DeepFM on 7 numbers, embedding 16, deep part 128-64-32, rows as objects; one process a side, ${CONNECTIONS} keep-alive connections, ${rounds} rounds in turns: medians.`,
      form === null
        ? 'No python3 here can import numpy, torch, fastapi and uvicorn, so there is no peer.'
        : `The peer has weights of its own and takes what was fastest at its start: ${form}; one thread.`,
    ],
  };
}

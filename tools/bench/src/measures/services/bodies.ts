import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import type { BenchContext } from '../../bench-context';
import { BODY_FORMS, type BodyForm } from '../../load/body-forms';
import { Connection } from '../../load/connection';
import { getRequest } from '../../load/prediction-payload';
import { benchModel, SMALL_FOREST, writePackages } from '../../model-folders';
import { peakResidentMegabytes, resetPeakResident } from '../../processes/peak-memory';
import { startXgb } from '../../processes/servers';
import { below, type MeasureReport } from '../../report/measure-report';

const MAX_MEGABYTES = 150;
const MAX_STOP_MS = 50;
const WARM_UP_PROBES = 20;

interface Effect {
  readonly form: string;
  readonly bytes: number;
  readonly status: string;
  readonly requestMs: number;
  readonly megabytes: number;
  readonly stopMs: number;
}

/** What one request of each form costs a service of its own: memory above idle, and how long it answers nobody else. */
export async function measureBodies(context: BenchContext): Promise<MeasureReport> {
  const modelDir = await writePackages(benchModel(SMALL_FOREST), path.join(context.folder, 'bodies'));
  const effects: Effect[] = [];
  for (const make of BODY_FORMS) {
    const form = make();
    context.progress(`bodies: ${form.name}`);
    effects.push(await effectOf(form, modelDir, context));
  }
  return reportOf(effects);
}

async function effectOf(form: BodyForm, modelDir: string, { folder }: BenchContext): Promise<Effect> {
  const server = await startXgb(modelDir, folder);
  const asking = await Connection.open(server.port);
  const probing = await Connection.open(server.port);
  try {
    for (let i = 0; i < WARM_UP_PROBES; i++) await probe(probing);
    const idle = resetPeakResident(server.pid);
    const begin = performance.now();
    let requestMs = 0;
    const answer = asking.ask(postRequest(form)).then(ending => {
      requestMs = performance.now() - begin;
      return ending;
    });
    let stopMs = 0;
    while (requestMs === 0) stopMs = Math.max(stopMs, await probe(probing));
    const ending = await answer;
    return {
      form: form.name,
      bytes: form.body.length,
      status: typeof ending === 'number' ? String(ending) : ending.message,
      requestMs,
      megabytes: peakResidentMegabytes(server.pid) - idle,
      stopMs,
    };
  } finally {
    asking.close();
    probing.close();
    await server.stop();
  }
}

function postRequest({ body, encoding }: BodyForm): Buffer {
  const head = [
    'POST /predictions/xgb HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    ...(encoding === null ? [] : [`Content-Encoding: ${encoding}`]),
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

async function probe(connection: Connection): Promise<number> {
  const begin = performance.now();
  await connection.ask(getRequest('/live'));
  const elapsedMs = performance.now() - begin;
  await sleep(1);
  return elapsedMs;
}

function reportOf(effects: readonly Effect[]): MeasureReport {
  const worst = (of: (effect: Effect) => number): number => Math.max(...effects.map(of));
  return {
    name: 'bodies',
    title: 'Bodies within the limits: memory above idle and the longest /live meanwhile',
    columns: [
      { key: 'form', title: 'body' },
      { key: 'kilobytes', title: 'kB' },
      { key: 'status', title: 'status' },
      { key: 'requestMs', title: 'request ms' },
      { key: 'megabytes', title: 'MB above idle' },
      { key: 'stopMs', title: 'longest /live ms' },
    ],
    rows: effects.map(effect => ({ ...effect, kilobytes: Math.round(effect.bytes / 1_000) })),
    targets: [
      below(
        'memory above idle',
        worst(effect => effect.megabytes),
        MAX_MEGABYTES,
        'MB',
      ),
      below(
        'longest /live',
        worst(effect => effect.stopMs),
        MAX_STOP_MS,
        'ms',
      ),
    ],
    notes: [
      'One request a form, each on a fresh service; the /live of a busy machine is longer than the stop itself.',
    ],
  };
}

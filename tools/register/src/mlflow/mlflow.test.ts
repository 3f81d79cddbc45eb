import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { readManifest } from '@reckit/artifacts';
import { describeVersion } from '@reckit/registry';
import { logToMlflow, type MlflowRecord } from './log-version';
import { mlflowSettings } from './settings';

const FIXTURE = path.join(__dirname, '../../fixtures/mlflow/exchanges.json');
const PACKAGE = path.resolve(__dirname, '../../../../libs/inference/fixtures/model/xgb/1.0.0');

const request = z.object({ method: z.string(), url: z.string(), body: z.unknown().optional() });
const exchanges = z
  .array(z.object({ request, answer: z.object({ status: z.number(), body: z.unknown() }) }))
  .parse(JSON.parse(readFileSync(FIXTURE, 'utf8')));
type Exchange = (typeof exchanges)[number];

/** Answers what MLflow 3.17 answered, as long as it is asked the same. */
async function replaying<T>(
  recorded: readonly Exchange[],
  use: (url: string) => Promise<T>,
): Promise<{ readonly came: T; readonly asked: readonly unknown[]; readonly keys: readonly unknown[] }> {
  const asked: unknown[] = [];
  const keys: unknown[] = [];
  const server = createServer((incoming, response) => {
    const { method = '', url = '' } = incoming;
    const read = method === 'POST' ? json(incoming) : Promise.resolve(undefined);
    void read.then(body => {
      const next = recorded[asked.length];
      asked.push({ method, url, ...(body !== undefined && { body }) });
      keys.push(incoming.headers.authorization);
      const { status, body: answer } = next?.answer ?? { status: 500, body: {} };
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address: string | AddressInfo | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  try {
    return { came: await use(`http://127.0.0.1:${address.port}`), asked, keys };
  } finally {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
}

/** The recorded registration, which has its time from the run that it began. */
async function log(url: string, environment: Readonly<Record<string, string>> = {}): Promise<MlflowRecord> {
  const settings = mlflowSettings({ MLFLOW_TRACKING_URI: `${url}/`, ...environment });
  if (!settings) throw new Error('There are no settings.');
  const manifest = await readManifest(PACKAGE);
  const entry = describeVersion(manifest, {
    archive: { sha256: tagOf('reckit.sha256'), bytes: 1 },
    location: null,
    gitCommit: tagOf('mlflow.source.git.commit'),
    evaluation: null,
    now: startTime(),
  });
  return logToMlflow(settings, { entry, manifest });
}

const created = z
  .object({ start_time: z.number(), tags: z.array(z.object({ key: z.string(), value: z.string() })) })
  .parse(exchanges.find(({ request: { url } }) => url.endsWith('/runs/create'))?.request.body);

function startTime(): Date {
  return new Date(created.start_time);
}

function tagOf(name: string): string {
  return created.tags.find(({ key }) => key === name)?.value ?? '';
}

const FIRST = exchanges.slice(0, 10);
const AGAIN = exchanges.slice(10);

test('a version is logged as MLflow took it: experiment, run, parameters, metrics, version of the model', async () => {
  const { came, asked } = await replaying(FIRST, log);
  expect(asked).toEqual(FIRST.map(exchange => exchange.request));
  expect(came).toMatchObject({ experiment_id: '1', model_version: '1' });
});

test('what is there is found again, and not made twice', async () => {
  const { came, asked } = await replaying(AGAIN, log);
  expect(asked).toEqual(AGAIN.map(exchange => exchange.request));
  expect(came).toMatchObject({ experiment_id: '1', model_version: '1' });
});

test.each([
  [{}, undefined],
  [{ MLFLOW_TRACKING_TOKEN: 't' }, 'Bearer t'],
  [{ MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'p' }, 'Basic bWU6cA=='],
])('credentials %j are shown as %s', async (environment, expected) => {
  const { keys } = await replaying(AGAIN, url => log(url, environment));
  expect(new Set(keys)).toEqual(new Set([expected]));
});

const answers = (status: number, body: unknown): Exchange[] => [
  { request: { method: '', url: '' }, answer: { status, body } },
];

test.each([
  [
    answers(401, 'no'),
    'answers 401 to experiments/get-by-name. Check MLFLOW_TRACKING_USERNAME and _PASSWORD',
  ],
  [answers(200, { other: 1 }), 'does not answer experiments/get-by-name as MLflow does'],
  [
    answers(400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'Bad\nname' }),
    'experiments/get-by-name is refused (INVALID_PARAMETER_VALUE: Bad\\nname). See to that, and run register again.',
  ],
])('a server that answers %j', async (recorded, problem) => {
  const said = await replaying(recorded, url => log(url).catch((error: Error) => error.message));
  expect(said.came).toContain('registered, but not logged in MLflow: ');
  expect(said.came).toContain(problem);
});

test('no server, and what names none', async () => {
  const url = await replaying([], address => Promise.resolve(address));
  await expect(log(url.came)).rejects.toThrow('cannot be reached (ECONNREFUSED)');
  expect(mlflowSettings({ MLFLOW_TRACKING_URI: ' ' })).toBeNull();
  expect(() => mlflowSettings({ MLFLOW_TRACKING_URI: './mlruns' })).toThrow(
    'MLFLOW_TRACKING_URI is "./mlruns", which is no server: write it as http://host:5000, or leave it out.',
  );
});

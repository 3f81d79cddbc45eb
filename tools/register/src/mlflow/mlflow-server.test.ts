/** @needs mlflow */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { writePackage } from '@reckit/artifacts';
import { packageContent } from '../../../../libs/artifacts/testing/package-content';
import { temporaryFolders } from '../../../../libs/artifacts/testing/temporary-folder';
import { freePort } from '../../../../libs/data/testing/free-port';
import { builtTool, refusalOf } from '../../../../libs/command-line/testing/built-tool';
import { MlflowClient } from './mlflow-client';

const newFolder = temporaryFolders();
const tool = builtTool('register');
const COMMIT = '0123456789012345678901234567890123456789';
/** It imports most of Python first. */
const START_MS = 110_000;

const pairs = z.array(z.object({ key: z.string(), value: z.union([z.string(), z.number()]) })).default([]);
const foundRun = z.object({
  run: z.object({
    info: z.object({ run_name: z.string(), status: z.string() }),
    data: z.object({ metrics: pairs, params: pairs, tags: pairs }),
  }),
});
const foundVersions = z.object({
  model_versions: z.array(z.object({ name: z.string(), version: z.string(), run_id: z.string() })),
});

let server: ChildProcess;
let url: string;

beforeAll(async () => {
  const folder = newFolder();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const flags = ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const store = ['--backend-store-uri', `sqlite:///${path.join(folder, 'mlflow.db')}`];
  const artifacts = ['--default-artifact-root', path.join(folder, 'artifacts')];
  server = spawn(
    process.env['MLFLOW_PYTHON'] ?? 'python3',
    ['-m', 'mlflow', ...flags, ...store, ...artifacts],
    {
      cwd: folder,
      // The server and what it starts are ended together.
      detached: true,
      stdio: 'ignore',
    },
  );
  await healthy();
}, START_MS + 5_000);

afterAll(async () => {
  const { pid } = server;
  if (pid === undefined || server.exitCode !== null) return;
  const ended = once(server, 'exit');
  process.kill(-pid, 'SIGKILL');
  await ended;
});

test('a version is a run and a version of the model, once, and both as the package says', async () => {
  const modelDir = newFolder();
  await writePackage(modelDir, packageContent('v1', { 'model.onnx': 'a graph', 'feature_meta.json': '{}' }));
  const args = ['--model', 'xgb', '--version', 'v1', '--model-dir', modelDir, '--git-commit', COMMIT];
  const first = await tool.run(args, { MLFLOW_TRACKING_URI: url });
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^MLflow +run \w{32}$/m) });
  const again = await tool.run(args, { MLFLOW_TRACKING_URI: url });
  expect(again).toMatchObject({ code: 0 });

  const client = new MlflowClient({ url, experiment: 'reckit', authorization: null });
  const { model_versions } = await client.get(
    'model-versions/search',
    { filter: "name = 'xgb'" },
    foundVersions,
  );
  expect(model_versions).toEqual([{ name: 'xgb', version: '1', run_id: expect.any(String) }]);
  const [{ run_id }] = model_versions;
  const { run } = await client.get('runs/get', { run_id }, foundRun);
  expect(run.info).toEqual({ run_name: 'xgb v1', status: 'FINISHED' });
  expect(run.data.metrics).toEqual([{ key: 'auc', value: 0.9 }]);
  expect(run.data.tags).toEqual(
    expect.arrayContaining([
      { key: 'reckit.version', value: 'xgb/v1' },
      { key: 'mlflow.source.git.commit', value: COMMIT },
    ]),
  );
});

test('what it refuses is one line, and the version is registered all the same', async () => {
  const modelDir = newFolder();
  await writePackage(modelDir, packageContent('v1', { 'model.onnx': 'a graph', 'feature_meta.json': '{}' }));
  const run = await tool.run(['--model', 'xgb', '--version', 'v1', '--model-dir', modelDir], {
    MLFLOW_TRACKING_URI: url,
    MLFLOW_EXPERIMENT_NAME: 'a'.repeat(600),
  });
  expect(refusalOf(run, 2)).toMatch(/registered, but not logged in MLflow: experiments\/create is refused/);
});

async function healthy(): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`mlflow ended with code ${server.exitCode}`);
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('mlflow did not start.');
}

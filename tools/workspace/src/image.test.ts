import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../../..');
const MODELS = path.join(ROOT, 'libs/inference/fixtures/model');
const MOST_BYTES = 250e6;
/** A store is asked, archives are unpacked and files are read: no native code, and no package that lies beside. */
const MOST_BYTES_OF_SYNC = 5e6;

let folder: string;
beforeAll(() => {
  // Outside of the workspace, whose packages would be found from inside.
  folder = mkdtempSync(path.join(tmpdir(), 'reckit-image-'));
  execFileSync(process.execPath, ['tools/workspace/image.mjs', folder, 'apps/xgb'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the image of a service holds nothing of training, and nothing of other platforms', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const strange =
    /node_modules\/(@tensorflow|@duckdb|koffi|mysql2|apache-arrow|nx|typescript|@types)(\/|$)|\.d\.ts$|bin\/.*(win32|darwin)/;
  expect(files.filter(file => strange.test(file))).toEqual([]);
  const bytes = files
    .map(file => statSync(path.join(folder, file)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test('it serves by itself', async () => {
  const service = spawn(process.execPath, ['apps/xgb/main.js'], {
    cwd: folder,
    env: { MODEL_DIR: MODELS, PORT: '0', GRPC_PORT: '0', LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let log = '';
    for await (const chunk of service.stdout.setEncoding('utf8')) {
      log += chunk;
      if (log.includes('listening on')) break;
    }
    const [, port] = /listening on http:\/\/[^:]+:(\d+)/.exec(log) ?? [];
    const answer = await fetch(`http://127.0.0.1:${port}/predictions/xgb`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"data": [null]}',
    });
    expect(await answer.json()).toEqual({ predictions: [expect.any(Number)] });
    expect((await fetch(`http://127.0.0.1:${port}/docs`)).status).toBe(200);
  } finally {
    service.kill('SIGKILL');
    await once(service, 'close');
  }
});

test('the image of sync is one small program, which runs by itself', () => {
  const out = path.join(folder, 'of-sync');
  execFileSync(process.execPath, ['tools/workspace/image.mjs', out, 'tools/sync'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(file =>
    statSync(path.join(out, file)).isFile(),
  );
  expect(files.sort()).toEqual(['tools/sync/main.js', 'tools/sync/packages.json']);
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(out, file)).size, 0);
  expect(bytes).toBeLessThan(MOST_BYTES_OF_SYNC);
  const args = ['tools/sync/main.js', '--model', 'xgb', '--from', 's3://models/ads', '--check'];
  expect(execFileSync(process.execPath, args, { cwd: out, env: {}, encoding: 'utf8' })).toBe('');
});

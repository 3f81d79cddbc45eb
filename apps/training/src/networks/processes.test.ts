/** @needs collective */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../../libs/data/testing/free-port';
import { CLICK_ARGS, clickRows, writeClicks } from '../testing/clicks';
import { expectSuccess, refusalOf, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp('deepfm');
const LIBRARY = { XGBOOST_LIBRARY: process.env['COLLECTIVE_LIBRARY'] ?? '' };
/** Batch norm would be over the part of a batch that a process has. */
const TRAIN = [...CLICK_ARGS.deepfm, '--lr', '0.005', '--no-norm', '--version', 'v1'];
/** How far apart the quality of one process and of several may be. */
const APART = 0.002;

function newFolder(): string {
  const folder = app.newFolder();
  writeClicks(folder, clickRows(2000));
  return folder;
}

async function aucOf(folder: string, ...args: string[]): Promise<number> {
  const run = await app.train(folder, [...TRAIN, '--json', ...args], LIBRARY);
  expect(withoutWaiting(run.stderr)).not.toMatch(/^train /m);
  expect(run.code).toBe(0);
  return JSON.parse(run.stdout).metrics.auc;
}

test('two and three processes learn what one does, and go on from what others have left', async () => {
  const folder = newFolder();
  const epochs = ['--epochs', '6'];
  const alone = await aucOf(folder, ...epochs, '--model-dir', 'alone');
  expect(alone).toBeGreaterThan(0.8);
  const two = await aucOf(folder, ...epochs, '--processes', '2', '--model-dir', 'two', '--keep-checkpoint');
  expect(Math.abs(two - alone)).toBeLessThan(APART);
  expect(readdirSync(path.join(folder, 'two/deepfm')).sort()).toEqual([
    '.checkpoint',
    '.current_version',
    'v1',
  ]);

  const resumed = ['--epochs', '8', '--model-dir', 'two', '--version', 'v2', '--resume'];
  const three = await aucOf(folder, ...resumed, '--processes', '3');
  const through = await aucOf(folder, '--epochs', '8', '--model-dir', 'through');
  expect(Math.abs(three - through)).toBeLessThan(APART);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'two/deepfm/v2/manifest.json'), 'utf8'));
  expect(manifest.training).toMatchObject({ processes: 3, epochs_trained: 8 });
});

test('a signal stops all processes with a checkpoint, and none stays behind', async () => {
  const folder = newFolder();
  const { child, said, closed, others } = await startEndless(folder, '2');
  child.kill('SIGTERM');
  expect((await closed)[0]).toBe(143);
  expect(withoutWaiting(await said)).toMatch(
    /^train deepfm: stopping after this step.*\ntrain deepfm: stopped by SIGTERM in epoch \d+ of 5000, with a checkpoint\. Go on with: .* --processes 2 --resume\n$/,
  );
  expect(readdirSync(path.join(folder, 'model/deepfm'))).toEqual(['.checkpoint']);
  expect(others).toHaveLength(1);
  await expectGone(others);
});

test('a process that is killed ends all, with one line', async () => {
  const folder = newFolder();
  const { said, closed, others } = await startEndless(folder, '3');
  expect(others).toHaveLength(2);
  process.kill(others[1], 'SIGKILL');
  expect((await closed)[0]).toBe(1);
  expect(withoutWaiting(await said)).toMatch(
    /^train deepfm: (Another process|Process \d) of this training [^\n]+\n$/,
  );
  await expectGone(others);
});

test('a process on another machine that trains something else says so', async () => {
  const folder = newFolder();
  const port = await freePort();
  const together = (rank: number, ...args: string[]) =>
    app.train(
      folder,
      [
        ...TRAIN,
        '--epochs',
        '2',
        '--world-size',
        '2',
        '--rank',
        String(rank),
        '--tracker',
        `127.0.0.1:${port}`,
        ...args,
      ],
      LIBRARY,
    );
  const [, second] = await Promise.all([together(0), together(1, '--lr', '0.1')]);
  expect(refusalOf({ ...second, stderr: withoutWaiting(second.stderr) })).toBe(
    'Process 1 trains something else than process 0: --lr is 0.1 here and 0.005 there. Give all processes the same settings, and the same data.',
  );
});

test('processes that are started one by one write one package', async () => {
  const folder = newFolder();
  const port = await freePort();
  const runs = await Promise.all(
    [0, 1].map(rank =>
      app.train(
        folder,
        [
          ...TRAIN,
          '--epochs',
          '2',
          '--world-size',
          '2',
          '--rank',
          String(rank),
          '--tracker',
          `127.0.0.1:${port}`,
        ],
        LIBRARY,
      ),
    ),
  );
  runs.forEach(run => expectSuccess({ ...run, stderr: withoutWaiting(run.stderr) }));
  expect(runs[0].stdout).toContain('parted among 2 processes');
  expect(runs[1].stdout).toBe('');
  expect(readdirSync(path.join(folder, 'model/deepfm')).sort()).toEqual(['.current_version', 'v1']);
});

/** Several processes that train on and on, once they have trained an epoch. */
async function startEndless(folder: string, processes: string) {
  const child = app.start(
    folder,
    [...TRAIN, '--epochs', '5000', '--early-stopping', '0', '--processes', processes],
    LIBRARY,
  );
  const said = text(child.stderr);
  const closed = once(child, 'close');
  let printed = '';
  await new Promise<void>(resolve => {
    child.stdout.on('data', chunk => /^epoch +\d/m.test((printed += String(chunk))) && resolve());
    child.once('close', resolve);
  });
  return { child, said, closed, others: childrenOf(child.pid) };
}

/** On a slow machine it is said for whom a process waits. */
function withoutWaiting(said: string): string {
  return said.replaceAll(/^train deepfm: waiting for .*\n/gm, '');
}

function childrenOf(pid: number | undefined): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.trim().split(/\s+/).filter(Boolean).map(Number);
}

async function expectGone(pids: readonly number[]): Promise<void> {
  const isThere = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  for (let attempt = 0; attempt < 100 && pids.some(isThere); attempt++) await delay(100);
  expect(pids.filter(isThere)).toEqual([]);
}

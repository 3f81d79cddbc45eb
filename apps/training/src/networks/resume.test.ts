import {
  existsSync,
  renameSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '@reckit/data';
import { CLICK_ARGS, CLICK_FEATURES, CLICKS, clickRows, writeClicks } from '../testing/clicks';
import { expectSuccess, refusalOf, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp('deepfm');
const EPOCHS = 80;
const TRAIN = [...CLICK_ARGS.deepfm, '--version', 'v1', '--epochs', String(EPOCHS), '--early-stopping', '0'];
const CHECKPOINT = 'model/deepfm/.checkpoint';
const KILLS = 3;

const fileOf = (folder: string, file: string) => path.join(folder, file);
const graphOf = (folder: string) => readFileSync(fileOf(folder, 'model/deepfm/v1/model.onnx'));

function newFolder(): string {
  const folder = app.newFolder();
  writeClicks(folder, clickRows(2000));
  return folder;
}

/** Trains with a checkpoint after every epoch, and kills the process so long after the first that it writes. */
async function killAfterCheckpoint(folder: string, delayMs: number, ...args: string[]): Promise<void> {
  const writtenAt = () => statSync(fileOf(folder, CHECKPOINT), { throwIfNoEntry: false })?.mtimeMs;
  const before = writtenAt();
  const child = app.start(folder, [...TRAIN, '--checkpoint-every', '0', '--quiet', ...args]);
  const ended = once(child, 'exit');
  while (child.exitCode === null && writtenAt() === before) await delay(1);
  await delay(delayMs);
  child.kill('SIGKILL');
  expect((await ended)[1]).toBe('SIGKILL');
}

/** The graph of a run that nothing stops. */
let uninterrupted: Buffer;

beforeAll(async () => {
  const folder = newFolder();
  expectSuccess(await app.train(folder, TRAIN));
  uninterrupted = graphOf(folder);
  expect(existsSync(fileOf(folder, CHECKPOINT))).toBe(false);
});

test('a run killed again and again, and resumed each time, ends with the bytes of one that ran through', async () => {
  const random = createRandom(Date.now() % 1_000_000);
  const folder = newFolder();
  await killAfterCheckpoint(folder, random.uniform(0, 60));
  for (let kill = 1; kill < KILLS; kill++)
    await killAfterCheckpoint(folder, random.uniform(0, 60), '--resume');
  expect(readdirSync(fileOf(folder, 'model/deepfm'))).not.toContain('v1');

  const run = await app.train(folder, [...TRAIN, '--resume']);
  expectSuccess(run);
  const [, epoch] = /^Resumed {5}model\/deepfm\/\.checkpoint, after epoch (\d+)$/m.exec(run.stdout) ?? [];
  expect(Number(epoch)).toBeGreaterThan(0);
  expect(Number(epoch)).toBeLessThan(EPOCHS);
  expect(graphOf(folder).equals(uninterrupted)).toBe(true);
  expect(readdirSync(fileOf(folder, 'model/deepfm')).sort()).toEqual(['.current_version', 'v1']);
});

/** Ends a training with a signal as soon as it takes steps, and gives back the command with which to go on. */
async function stopEarly(folder: string, signal: NodeJS.Signals, ...args: string[]): Promise<string> {
  const child = app.start(folder, [...TRAIN, ...args]);
  let [printed, said] = ['', ''];
  child.stderr.on('data', text => (said += String(text)));
  await new Promise<void>(resolve => {
    child.stdout.on('data', text => /^epoch +\d/m.test((printed += String(text))) && resolve());
    child.once('close', resolve);
  });
  const ended = once(child, 'close');
  child.kill(signal);
  const [code] = await ended;
  expect({ code, said }).toEqual({
    code: { SIGINT: 130, SIGTERM: 143 }[String(signal)],
    said: expect.stringMatching(
      /^train deepfm: stopping after this step, .*\ntrain deepfm: stopped by SIG[A-Z]+ in epoch \d+ of 80, with a checkpoint\. Go on with: .*\n$/,
    ),
  });
  return said.slice(said.indexOf('Go on with: ') + 'Go on with: '.length).trim();
}

test('a run stopped by signals within its first seconds goes on by the command it says, to the same bytes', async () => {
  const folder = newFolder();
  renameSync(fileOf(folder, CLICKS.data), fileOf(folder, "user's clicks.csv"));

  await stopEarly(folder, 'SIGINT', '--data-path', "user's clicks.csv");
  expect(readdirSync(fileOf(folder, 'model/deepfm'))).toEqual(['.checkpoint']);
  const command = await stopEarly(folder, 'SIGTERM', '--data-path', "user's clicks.csv", '--resume');
  expect(command.match(/--resume/g)).toHaveLength(1);
  execFileSync('bash', ['-c', command], { cwd: folder, stdio: 'ignore' });
  expect(graphOf(folder).equals(uninterrupted)).toBe(true);
  expect(readdirSync(fileOf(folder, 'model/deepfm')).sort()).toEqual(['.current_version', 'v1']);
});

describe('--resume', () => {
  let folder = '';
  const resume = (...args: string[]) => app.inTurn(folder, [...TRAIN, '--quiet', '--resume', ...args]);
  const inCheckpoint = (difference: string) =>
    `model/deepfm/.checkpoint is of another run: ${difference}. Give the settings and data of the checkpoint, or start without --resume.`;

  beforeAll(async () => {
    folder = newFolder();
    await killAfterCheckpoint(folder, 0);
  });

  test('without a checkpoint is refused', async () => {
    expect(refusalOf(await resume('--model-dir', 'elsewhere'))).toBe(
      'elsewhere/deepfm/.checkpoint: there is no checkpoint. Start the training from its beginning.',
    );
    expect(existsSync(fileOf(folder, 'elsewhere'))).toBe(false);
  });

  test.each([
    [['--lr', '0.01'], '--lr is 0.001 in the checkpoint and 0.01 in this run'],
    [
      ['--seed', '7', '--batch-size', '64'],
      '--batch-size is 32 in the checkpoint and 64 in this run; --seed is 42 in the checkpoint and 7 in this run',
    ],
    [['--valid-share', '0.1'], '--valid-share is not set in the checkpoint and 0.1 in this run'],
    [['--deep-layers', '64,32'], 'deep_layers is "[128,64,32]" in the checkpoint and "[64,32]" in this run'],
  ])('with %j names what differs', async (args, difference) => {
    expect(refusalOf(await resume(...args))).toBe(inCheckpoint(difference));
  });

  test('with another feature file names the features', async () => {
    const features = CLICK_FEATURES.features.slice(0, 3);
    writeFileSync(fileOf(folder, 'three.json'), JSON.stringify({ label: 'clicked', features }));
    const shown = 'age (numeric), price (numeric), city (categorical)';
    expect(refusalOf(await resume('--features', 'three.json'))).toMatch(
      `is of another run: features is "${shown}, item (categorical), history (sequence)" in the checkpoint and "${shown}" in this run; `,
    );
  });

  test('with features of the same names but other settings says so', async () => {
    const [age, ...others] = CLICK_FEATURES.features;
    const features = [{ ...age, default: 40 }, ...others];
    writeFileSync(fileOf(folder, 'other.json'), JSON.stringify({ label: 'clicked', features }));
    expect(refusalOf(await resume('--features', 'other.json'))).toMatch(
      /is of another run: the description of the features is "\w{12}" in the checkpoint and "\w{12}" in this run\. /,
    );
  });

  test('with other data says so', async () => {
    const lines = readFileSync(fileOf(folder, CLICKS.data), 'utf8').trim().split('\n');
    writeFileSync(fileOf(folder, 'fewer.csv'), lines.slice(0, -100).join('\n'));
    expect(refusalOf(await resume('--data-path', 'fewer.csv'))).toMatch(
      /is of another run: the data is "\w{12}" in the checkpoint and "\w{12}" in this run; rows is 2000 in the checkpoint and 1900 in this run\. /,
    );
  });

  test('from a truncated checkpoint is refused, and the checkpoint stays', async () => {
    const bytes = readFileSync(fileOf(folder, CHECKPOINT));
    for (const length of [bytes.length - 1, bytes.length >> 1, 20, 0]) {
      truncateSync(fileOf(folder, CHECKPOINT), length);
      expect(refusalOf(await resume())).toBe(
        'model/deepfm/.checkpoint: the checkpoint is cut short. Start the training from its beginning.',
      );
      expect(readFileSync(fileOf(folder, CHECKPOINT))).toHaveLength(length);
    }
  });
});

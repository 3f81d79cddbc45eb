import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openPackage, readCurrentVersion } from '@reckit/artifacts';
import * as z from 'zod';
import { openElements } from '../../../../libs/evaluation/testing/open-elements';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';
import { CLICK_ARGS, clickRows, writeClicks } from '../testing/clicks';

const apps = trainingApps();
const app = apps.tune;
const SPACE = { '--lr': { from: 0.001, to: 0.02, scale: 'log' }, '--deep-layers': { values: ['8', '16,8'] } };
const TUNE = [
  ...['deepfm', ...CLICK_ARGS.deepfm, '--trials', '3', '--epochs', '6', '--space', 'space.json'],
  ...['--version', 'v1', '--json'],
];

const resultSchema = z.object({
  version: z.string(),
  metric: z.string(),
  value: z.number(),
  value_as_given: z.number(),
  trial: z.number(),
  page: z.string(),
  command: z.string(),
  trials: z.array(z.object({ outcomes: z.array(z.object({ budget: z.number(), value: z.number() })) })),
});
const resultOf = (stdout: string) => resultSchema.parse(JSON.parse(stdout));

function newFolder(): string {
  const folder = app.newFolder();
  writeClicks(folder, clickRows(400));
  writeFileSync(path.join(folder, 'space.json'), JSON.stringify(SPACE));
  return folder;
}

const stateOf = (folder: string) => path.join(folder, 'model/deepfm/.tune/state.json');

/** Waits until so many trainings have ended, and gives back how many have then. */
async function untilMeasured(folder: string, count: number): Promise<number> {
  for (;;) {
    const text = existsSync(stateOf(folder)) ? readFileSync(stateOf(folder), 'utf8') : '';
    const measured = text.match(/"measured"/g)?.length ?? 0;
    if (measured >= count) return measured;
    await delay(10);
  }
}

test('a tuning killed and stopped on its way writes the version of one that ran through', async () => {
  const whole = newFolder();
  const through = await app.train(whole, [...TUNE, '--jobs', '1']);
  expect(through.code).toBe(0);
  const result = resultOf(through.stdout);
  expect(result).toMatchObject({ version: 'v1', metric: 'auc' });
  const budgets = result.trials.flatMap(({ outcomes }) => outcomes.map(({ budget }) => budget)).sort();
  expect(budgets.slice(0, 4)).toEqual([2, 2, 2, 6]);
  expect(result.value).toBeGreaterThanOrEqual(result.value_as_given);

  const folder = newFolder();
  const killed = app.start(folder, [...TUNE, '--jobs', '2']);
  const ended = once(killed, 'exit');
  await untilMeasured(folder, 1);
  killed.kill('SIGKILL');
  await ended;
  const before = await untilMeasured(folder, 1);

  const stopped = app.start(folder, [...TUNE, '--jobs', '2']);
  let said = '';
  stopped.stderr.on('data', text => (said += String(text)));
  const closed = once(stopped, 'close');
  await untilMeasured(folder, before + 1);
  stopped.kill('SIGTERM');
  expect((await closed)[0]).toBe(143);
  expect(said).toMatch(
    /tune deepfm: stopped by SIGTERM; what has been measured is kept\. Go on with the same command\.\n$/,
  );
  expect(existsSync(path.join(folder, 'model/deepfm/v1'))).toBe(false);

  expect(refusalIn(await app.train(folder, [...TUNE, '--dropout', '0.1']))).toMatch(
    /^model\/deepfm\/\.tune holds an unfinished tuning: what is given of the training is ".*" there and ".*" here\. Ask for the same/,
  );

  const rest = await app.train(folder, [...TUNE, '--jobs', '2']);
  expect(rest.code).toBe(0);
  expect(rest.stderr).toMatch(/^Goes on +\d trainings have ended before$/m);
  const { trial, value, trials } = resultOf(rest.stdout);
  expect({ trial, value, trials }).toEqual({
    trial: result.trial,
    value: result.value,
    trials: result.trials,
  });
  const graphOf = (of: string) => readFileSync(path.join(of, 'model/deepfm/v1/model.onnx'));
  expect(graphOf(folder).equals(graphOf(whole))).toBe(true);
  expect(readdirSync(path.join(folder, 'model/deepfm')).sort()).toEqual([
    '.current_version',
    'tune-v1.html',
    'v1',
  ]);
  expect(await readCurrentVersion(path.join(folder, 'model'), 'deepfm')).toBe('v1');
  await openPackage(path.join(folder, 'model/deepfm/v1'), 'deepfm', ['model.onnx', 'report.html']);

  // The command that is shown trains the same: what was gone on with from rung to rung is what begins anew.
  const [, , ...words] = result.command.slice(result.command.indexOf('main.js')).split(' ');
  expectSuccess(await apps.deepfm.train(whole, [...words, '--version', 'again', '--quiet']));
  expect(readFileSync(path.join(whole, 'model/deepfm/again/model.onnx')).equals(graphOf(whole))).toBe(true);

  const html = readFileSync(result.page, 'utf8');
  expect(openElements(html)).toEqual([]);
  expect(html).toContain('auc by budget');
  expect(html).toContain('auc by --deep-layers');
}, 120_000);

/** The line with which a tuning was refused that had begun to speak. */
function refusalIn({ code, stderr }: { readonly code: number | null; readonly stderr: string }): string {
  expect(code).toBe(1);
  const [line] = stderr.trimEnd().split('\n').slice(-1);
  return line.slice(line.indexOf(': ') + 2);
}

test('a tuning of which all trials fail says why, and leaves nothing to go on with', async () => {
  const folder = newFolder();
  const run = await app.train(folder, ['deepfm', '--data-path', 'clicks.csv', '--trials', '2', '--quiet']);
  expect({ code: run.code, stderr: run.stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^tune deepfm: No trial is left: 2 of 2 failed\. The first: clicks\.csv: [^\n]+\n$/,
    ),
  });
  expect(readdirSync(path.join(folder, 'model/deepfm'))).toEqual([]);
});

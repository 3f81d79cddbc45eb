/** @needs libxgboost */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listVersions, openPackage, readCurrentVersion, readManifest } from '@reckit/artifacts';
import { writeSampleData } from '@reckit/data';
import { expectSuccess, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp();
const ROWS = 20_000;
/** How far into the time that an undisturbed process takes for a part of its work the others are killed. */
const KILLED_AT = {
  training: [0.1, 0.4, 0.7],
  writing: [0.1, 0.3, 0.45, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9],
};

test('trainings killed at any moment leave only versions that open', async () => {
  const folder = app.newFolder();
  const modelDir = path.join(folder, 'model');
  await writeSampleData('ranking', path.join(folder, 'rows.csv'), { rows: ROWS });
  const args = ['--data-path', 'rows.csv', '--rounds', '10', '--promote', '--version'];

  /** Starts a training; `measured` is fulfilled when it has printed its metrics, and the package is next. */
  function startTraining(version: string) {
    const child = app.start(folder, [...args, version]);
    const measured = new Promise<void>(resolve => {
      child.stdout?.on('data', printed => String(printed).includes('Validation') && resolve());
    });
    return { child, measured, ended: once(child, 'exit') };
  }

  const begin = performance.now();
  const undisturbed = startTraining('undisturbed');
  await Promise.race([undisturbed.measured, undisturbed.ended]);
  const trainingMs = performance.now() - begin;
  expect(await undisturbed.ended).toEqual([0, null]);
  const writingMs = performance.now() - begin - trainingMs;

  const signals: unknown[] = [];
  for (const share of KILLED_AT.training) {
    const { child, ended } = startTraining(`training-${share}`);
    await Promise.race([delay(share * trainingMs), ended]);
    child.kill('SIGKILL');
    signals.push((await ended)[1]);
    await expectSoundModelDirectory(modelDir);
  }
  for (const share of KILLED_AT.writing) {
    const { child, measured, ended } = startTraining(`writing-${share}`);
    await Promise.race([measured, ended]);
    await Promise.race([delay(share * writingMs), ended]);
    child.kill('SIGKILL');
    signals.push((await ended)[1]);
    await expectSoundModelDirectory(modelDir);
  }
  expect(signals).toContain('SIGKILL');

  expectSuccess(await app.train(folder, [...args, 'last']));
  await expectSoundModelDirectory(modelDir);
  expect(await readCurrentVersion(modelDir, 'xgb')).toBe('last');
});

test('a training without checkpoints that is asked to stop says so, and leaves nothing', async () => {
  const folder = app.newFolder();
  await writeSampleData('ranking', path.join(folder, 'rows.csv'), { rows: 1000 });
  const child = app.start(folder, [
    '--data-path',
    'rows.csv',
    '--rounds',
    '1000000',
    '--early-stopping',
    '0',
  ]);
  let said = '';
  child.stderr.on('data', text => (said += String(text)));
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  child.kill('SIGINT');
  expect({ code: (await ended)[0], said }).toEqual({
    code: 130,
    said: 'train xgb: stopped by SIGINT; no model was written, and xgb keeps no checkpoint to resume from. Start it again with the same command.\n',
  });
  expect(readdirSync(folder)).toEqual(['rows.csv']);
});

/** Every version has all its files as they were written, and the current one is among them. */
async function expectSoundModelDirectory(modelDir: string): Promise<void> {
  const folder = path.join(modelDir, 'xgb');
  const versions = await listVersions(folder);
  for (const version of versions) {
    const dir = path.join(folder, version);
    const names = (await readManifest(dir)).files.map(file => file.name);
    expect(names).toEqual(['model.onnx', 'xgb_model.json', 'feature_meta.json', 'report.html']);
    expect((await openPackage(dir, 'xgb', names)).manifest.version).toBe(version);
  }
  const current = await readCurrentVersion(modelDir, 'xgb');
  if (current !== null) expect(versions).toContain(current);
}

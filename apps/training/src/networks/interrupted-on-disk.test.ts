import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clickRows, csvOf } from '../testing/clicks';
import { expectSuccess, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp('deepfm');
/** So many rows of four long lists are encoded as 370 MB: more than half of what the least memory leaves for data. */
const ROWS = 23_000;
const LISTS = ['h1', 'h2', 'h3', 'h4'];
const CHECKPOINT = 'model/deepfm/.checkpoint';
const TRAIN = [
  ...['--data-path', 'lists.csv', '--features', 'lists.json', '--max-memory', '1GB', '--version', 'v1'],
  ...['--epochs', '3', '--early-stopping', '0', '--batch-size', '1024', '--deep-layers', '8'],
  ...['--embedding-dim', '4', '--checkpoint-every', '0'],
];

/** A folder with data, a place for temporary files, and what trainings have left there. */
function newRun() {
  const folder = app.newFolder();
  const temporary = path.join(folder, 'temporary');
  mkdirSync(temporary);
  const rows = clickRows(ROWS).map(({ age, history, clicked }, row) => ({
    age,
    ...Object.fromEntries(LISTS.map((name, i) => [name, i === 0 ? history : row % 50 === 0 ? 'a' : ''])),
    clicked,
  }));
  writeFileSync(path.join(folder, 'lists.csv'), csvOf(rows));
  const lists = LISTS.map(name => ({ name, kind: 'sequence', max_length: 1000, min_count: 1 }));
  writeFileSync(
    path.join(folder, 'lists.json'),
    JSON.stringify({ label: 'clicked', features: [{ name: 'age', default: 30 }, ...lists] }),
  );
  return {
    folder,
    environment: { TMPDIR: temporary },
    spilled: () => readdirSync(temporary).filter(name => name.startsWith('reckit-spilled-')),
    graph: () => readFileSync(path.join(folder, 'model/deepfm/v1/model.onnx')),
  };
}

/** Ends a training with a signal as soon as it has written a checkpoint, and gives back how it ended. */
async function endedBy(
  signal: NodeJS.Signals,
  { folder, environment }: ReturnType<typeof newRun>,
  ...args: string[]
): Promise<unknown[]> {
  const writtenAt = () => statSync(path.join(folder, CHECKPOINT), { throwIfNoEntry: false })?.mtimeMs;
  const before = writtenAt();
  const child = app.start(folder, [...TRAIN, '--quiet', ...args], environment);
  const ended = once(child, 'exit');
  while (child.exitCode === null && writtenAt() === before) await delay(5);
  child.kill(signal);
  return ended;
}

test('rows on disk go with an interrupted training, and with the next one after a killed one, which ends as if nothing had been', async () => {
  const [whole, broken] = [newRun(), newRun()];
  const through = await app.train(whole.folder, TRAIN, whole.environment);
  expectSuccess(through);
  expect(through.stdout).toMatch(/^Memory +the rows are on disk, and [\d,]+ at a time are shuffled$/m);
  expect(whole.spilled()).toEqual([]);

  expect(await endedBy('SIGINT', broken)).toEqual([130, null]);
  expect(broken.spilled()).toEqual([]);

  expect(await endedBy('SIGKILL', broken, '--resume')).toEqual([null, 'SIGKILL']);
  expect(broken.spilled()).toHaveLength(1);

  expectSuccess(await app.train(broken.folder, [...TRAIN, '--resume'], broken.environment));
  expect(broken.spilled()).toEqual([]);
  expect(broken.graph().equals(whole.graph())).toBe(true);
}, 120_000);

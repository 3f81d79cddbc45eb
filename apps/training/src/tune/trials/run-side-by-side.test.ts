import { setImmediate as turn } from 'node:timers/promises';
import { runSideBySide } from './run-side-by-side';

const never = new AbortController().signal;

test('as many run at a time as there is room for, in their order', async () => {
  const begun: number[] = [];
  let [running, most] = [0, 0];
  await runSideBySide(
    [1, 2, 3, 4, 5],
    async task => {
      begun.push(task);
      most = Math.max(most, ++running);
      await turn();
      running--;
    },
    () => (begun.length < 2 ? 1 : 2),
    never,
  );
  expect({ begun, most }).toEqual({ begun: [1, 2, 3, 4, 5], most: 2 });
});

test('no task begins after an end was asked for, and those that run are waited for', async () => {
  const ended: number[] = [];
  const controller = new AbortController();
  await runSideBySide(
    [1, 2, 3],
    async task => {
      controller.abort();
      await turn();
      ended.push(task);
    },
    () => 1,
    controller.signal,
  );
  expect(ended).toEqual([1]);
});

test('an error ends it once the others have ended', async () => {
  const ended: number[] = [];
  const run = runSideBySide(
    [1, 2, 3],
    async task => {
      if (task === 1) throw new Error('the first');
      await turn();
      ended.push(task);
    },
    () => 2,
    never,
  );
  await expect(run).rejects.toThrow('the first');
  expect(ended).toEqual([2]);
});

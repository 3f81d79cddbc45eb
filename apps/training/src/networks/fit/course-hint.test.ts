import { Command } from 'commander';
import { EACH_EPOCH, type EvaluationReport, type FitResult } from '@reckit/nn';
import { deepfm } from '../../models/deepfm';
import { mmoe } from '../../models/mmoe';
import { courseHint } from './course-hint';

const FLAGS = { epochs: 50, evalEvery: EACH_EPOCH };
const EARLY =
  'what it learns later does not hold for other rows. Try --eval-every 0.25, a larger --l2-embedding, a smaller --lr or more --dropout.';

/** A course with an evaluation each so many epochs. */
function courseOf(best: number, losses: readonly number[], each = 1): FitResult {
  const history = losses.map((loss, i): EvaluationReport => ({
    epoch: (i + 1) * each,
    step: i + 1,
    loss,
    metrics: { loss },
  }));
  return { history, best: { bestEpoch: best, bestScore: 0 }, stoppedEarly: false };
}

const flat = (epochs: number) => new Array<number>(epochs).fill(0.5);

test.each([
  ['overfits after its first epoch', courseOf(1, flat(12)), `best epoch 1 of 12: ${EARLY}`],
  ['was best in the second', courseOf(2, flat(12)), null],
  ['has just begun', courseOf(1, flat(2)), null],
  [
    'is best at its end',
    courseOf(50, flat(50)),
    'best epoch 50 of 50: it was still getting better. Try more --epochs, or a larger --lr.',
  ],
  ['has stopped before its end', courseOf(40, flat(49)), null],
  ['has measured nothing', { ...courseOf(1, flat(9)), best: null }, null],
])('of a training that %s', (_, course, hint) => {
  expect(courseHint(course, 'loss', FLAGS, true)).toBe(hint);
});

test('what is measured within epochs already is not told to be', () => {
  const evalEvery = { share: 0.25 };
  expect(courseHint(courseOf(0.75, flat(13), 0.25), 'auc', { epochs: 50, evalEvery }, true)).toBe(
    'best epoch 0.75 of 3.25: what it learns later does not hold for other rows. Try a larger --l2-embedding, a smaller --lr or more --dropout.',
  );
});

test('answers that rank best and are too sure are to be calibrated, where that is not done yet', () => {
  const course = courseOf(3, [0.4, 0.3, 0.6, 0.7]);
  expect(courseHint(course, 'auc', FLAGS, true)).toBe(
    'the weights that were kept by AUC have the loss 0.6000, and at epoch 2 it was 0.3000: the answers are too sure. Try --calibrate isotonic.',
  );
  expect(courseHint(course, 'loss', FLAGS, true)).toBeNull();
  expect(courseHint(course, 'auc', FLAGS, false)).toBeNull();
  expect(courseHint(course, 'auc', { ...FLAGS, calibrate: 'platt' }, true)).toBeNull();
  expect(courseHint(courseOf(3, [0.4, 0.3, 0.301]), 'auc', FLAGS, true)).toBeNull();
});

test.each([deepfm, mmoe])('names flags that %p has', model => {
  const command = new Command();
  model.addFlags(command);
  const hints = [courseOf(1, flat(12)), courseOf(50, flat(50)), courseOf(3, [0.4, 0.3, 0.6])].map(course =>
    String(courseHint(course, 'auc', FLAGS, true)),
  );
  const flags = hints.flatMap(hint => [...hint.matchAll(/--[a-z0-9-]+/g)].map(([flag]) => flag));
  expect(command.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
  expect(flags).toHaveLength(7);
});

import { inProcessGroup } from '../../testing/in-process-collective';
import { OtherTraining } from '../errors';
import type { Fingerprint } from '../training/checkpoints/fingerprint';
import { assertSameTraining } from './same-training';

const outcomesOf = (fingerprints: readonly Fingerprint[]) =>
  Promise.allSettled(
    inProcessGroup(fingerprints.length).map((collective, rank) =>
      assertSameTraining(collective, fingerprints[rank]),
    ),
  );

test('processes that train the same go on', async () => {
  const same = { 'the data': 'abc', '--lr': 0.1, where: null };
  const outcomes = await outcomesOf([same, { ...same }, { ...same }]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
});

test('one that trains something else says what differs', async () => {
  const [first, , third] = await outcomesOf([
    { 'the data': 'abc', '--lr': 0.1 },
    { 'the data': 'abc', '--lr': 0.1 },
    { 'the data': 'abd', '--lr': 0.1, '--where': 'a > 1' },
  ]);
  expect(first.status).toBe('fulfilled');
  expect(third).toEqual({ status: 'rejected', reason: expect.any(OtherTraining) });
  expect(String(third.status === 'rejected' && third.reason)).toBe(
    'OtherTraining: Process 2 trains something else than process 0: the data is "abd" here and "abc" there; ' +
      '--where is "a > 1" here and not set there. Give all processes the same settings, and the same data.',
  );
});

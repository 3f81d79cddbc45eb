import { CheckpointOfOtherRun } from '../../errors';
import { assertSameRun, type Fingerprint } from './fingerprint';

const FINGERPRINT: Fingerprint = { 'learning rate': 0.01, features: 'sha256:ab', 'user column': null };

function check(run: Fingerprint): void {
  assertSameRun({ file: 'model/run.checkpoint', fingerprint: FINGERPRINT }, run);
}

test('the same settings in any order are the same run', () => {
  expect(() => check({ 'user column': null, features: 'sha256:ab', 'learning rate': 0.01 })).not.toThrow();
});

test('names every setting that differs', () => {
  const { features } = FINGERPRINT;
  expect(() => check({ features, 'learning rate': 0.02, dropout: 0.5, 'user column': 'user_id' })).toThrow(
    new CheckpointOfOtherRun(
      'model/run.checkpoint is of another run: ' +
        'learning rate is 0.01 in the checkpoint and 0.02 in this run; ' +
        'user column is null in the checkpoint and "user_id" in this run; ' +
        'dropout is not set in the checkpoint and 0.5 in this run. ' +
        'Give the settings and data of the checkpoint, or start without --resume.',
    ),
  );
});

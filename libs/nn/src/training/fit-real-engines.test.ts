import path from 'node:path';
import { smallTraining, type TrainedWeights } from '../../testing/small-training';
import { temporaryFolder } from '../../testing/temporary-folder';
import { readCheckpoint } from './checkpoints/checkpoint';
import { fit } from './fit';
import type { FitOptions, FitResult } from './fit-options';

const folder = temporaryFolder();

describe.each(['compiled', 'eager'] as const)('%s', kind => {
  async function trained(
    changes: Partial<FitOptions>,
  ): Promise<{ result: FitResult; weights: TrainedWeights }> {
    const { options, weights, close } = await smallTraining(kind);
    try {
      const result = await fit({ ...options, ...changes });
      return { result, weights: weights() };
    } finally {
      await close();
    }
  }

  test('learns', async () => {
    const { history } = (await trained({ epochs: 8 })).result;
    expect(history[7].loss).toBeLessThan(0.6 * history[0].loss);
    // 101 rows are 6 batches of 16 and one of 5.
    expect(history.map(({ step }) => step)).toEqual([7, 14, 21, 28, 35, 42, 49, 56]);
  });

  test('resumed after any epoch, ends with the bits of a training that ran through', async () => {
    const throughout = await trained({});
    for (const epochs of [1, 2, 4]) {
      const checkpoint = { file: path.join(folder, `${kind}-${epochs}`), everyMs: 0, fingerprint: {} };
      await trained({ epochs, checkpoint });
      const resume = await readCheckpoint(checkpoint.file);
      expect(await trained({ resume })).toEqual(throughout);
    }
  });

  test('told to end at any step and resumed from there, ends with the bits of a training that ran through', async () => {
    // The second epoch is the best, so that a checkpoint within the third holds other weights beside it.
    const scores = [0.7, 0.5, 0.6, 0.55, 0.52];
    const stoppingFrom = (epoch: number) => ({
      earlyStopping: { metric: 'loss', mode: 'min', patience: 9 } as const,
      validate: () => Promise.resolve({ loss: scores[epoch++] }),
    });
    const throughout = await trained(stoppingFrom(0));
    for (const lastStep of [3, 7, 16]) {
      const checkpoint = {
        file: path.join(folder, `${kind}-step-${lastStep}`),
        everyMs: 1e9,
        fingerprint: {},
      };
      const controller = new AbortController();
      const ended = trained({
        ...stoppingFrom(0),
        checkpoint,
        onStep: ({ step }) => step === lastStep && controller.abort('enough'),
        signal: controller.signal,
      });
      await expect(ended).rejects.toBe('enough');
      const resume = await readCheckpoint(checkpoint.file);
      const epochs = Math.floor(lastStep / 7);
      expect(resume.progress.history).toHaveLength(epochs);
      expect(resume.progress.underway?.steps ?? 0).toBe(lastStep % 7);
      expect(await trained({ ...stoppingFrom(epochs), resume })).toEqual(throughout);
    }
  });

  test('gives back the best weights, also of an epoch before it was resumed', async () => {
    const scores = [0.7, 0.5, 0.6, 0.55, 0.52];
    const earlyStopping = { metric: 'loss', mode: 'min', patience: 3 } as const;
    const validateFrom = (epoch: number) => () => Promise.resolve({ loss: scores[epoch++] });
    const weightsAfter2 = bestOf((await trained({ epochs: 2 })).weights);

    const stopped = await trained({ epochs: 9, earlyStopping, validate: validateFrom(0) });
    expect(stopped.result).toMatchObject({ best: { bestEpoch: 2, bestScore: 0.5 }, stoppedEarly: true });
    expect(stopped.result.history).toHaveLength(5);
    expect(bestOf(stopped.weights)).toEqual(weightsAfter2);

    for (const epochs of [2, 3, 5]) {
      const checkpoint = {
        file: path.join(folder, `${kind}-stopping-${epochs}`),
        everyMs: 0,
        fingerprint: {},
      };
      await trained({ epochs, checkpoint, earlyStopping, validate: validateFrom(0) });
      const resume = await readCheckpoint(checkpoint.file);
      const resumed = await trained({ epochs: 9, resume, earlyStopping, validate: validateFrom(epochs) });
      expect(resumed).toEqual(stopped);
    }
  });
});

/** What the network computes with; the memory of the optimisers goes on. */
function bestOf({ engine, table }: TrainedWeights): readonly Float32Array[] {
  const { values, scale = 1 } = table;
  return [engine.parameters, engine.state, values.map(value => value * scale)];
}

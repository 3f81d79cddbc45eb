import { inProcessGroup } from '../../../../libs/nn/testing/in-process-collective';
import type { Together } from '../run/together/together';
import { PartDone } from '../run/together/part-done';
import type { TrainingResult } from '../run/run-training';
import type { TrainingModel } from '../run/training-model';
import { trainHere } from './train-here';

/**
 * Trains a model as so many processes do, all of them in this one: what they compute together goes through no library.
 *
 * @returns the result of the first; the others must have ended with their part
 */
export async function trainTogether<Flags>(
  processes: number,
  model: TrainingModel<Flags>,
  args: readonly string[],
): Promise<TrainingResult> {
  const group = inProcessGroup(processes).map((collective): Together => {
    const { rank, worldSize } = collective;
    return {
      rank,
      worldSize,
      meet: () =>
        Promise.reject(new TypeError('Networks have nothing to tell each other before they compute.')),
      saidByOthers: async () => null,
      begin: () => Promise.resolve(),
      join: () => Promise.resolve({ ...collective, close: () => undefined }),
      end: () => undefined,
    };
  });
  const [first, ...others] = group.map(together => trainHere(model, args, together));
  for (const other of await Promise.allSettled(others)) {
    if (other.status === 'fulfilled') throw new Error('A process that only helps has a result.');
    if (!(other.reason instanceof PartDone)) throw other.reason;
  }
  return first;
}

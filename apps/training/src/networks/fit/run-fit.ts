import path from 'node:path';
import type { Collective } from '@reckit/collective';
import {
  assertSameRun,
  assertSameTraining,
  readCheckpoint,
  removeCheckpoint,
  type Checkpoint,
  type Fingerprint,
  type FitOptions,
  type FitResult,
} from '@reckit/nn';
import { Interrupted } from '../../run/interruption';
import type { TrainingRun } from '../../run/training-model';
import type { NetworkFlags } from '../settings/flags';
import { withCheckpointFolder } from './checkpoint-folder';

/** What a run gives to `fit`, whatever the network. */
export interface RunOptions extends Pick<
  FitOptions,
  'checkpoint' | 'resume' | 'signal' | 'onStep' | 'onEpoch'
> {
  /** The processes that train it together. @default it trains alone */
  readonly collective?: Collective | undefined;
}

/** What is fitted. */
export interface FittedPart {
  /** The folder of the model. */
  readonly model: string;
  /** What must be the same for a checkpoint to be gone on from. */
  readonly identity: Fingerprint;
  /** The metric of the validation part that is shown, and by which the best epoch is told: the loss, or an initialism. */
  readonly metric: string;
}

/**
 * Fits a network as a user sees it: with progress, from a checkpoint where one is asked for, and to a checkpoint where
 * it is stopped.
 *
 * @returns what `train` gives, and how to remove the checkpoint once nothing can go wrong any more
 */
export async function runFit<T extends { readonly fitted: FitResult }>(
  run: TrainingRun<NetworkFlags>,
  part: FittedPart,
  train: (options: RunOptions) => Promise<T>,
): Promise<{ readonly result: T; forget(): Promise<void> }> {
  const { flags, together, interruption } = run;
  const collective = await together?.join();
  if (collective) await assertSameTraining(collective, part.identity);
  if (collective && collective.rank > 0) {
    const result = await interruption.whileTraining(signal => train({ signal, collective }));
    return { result, forget: async () => undefined };
  }
  const file = path.join(flags.modelDir, part.model, '.checkpoint');
  const keeps = flags.keepCheckpoint ?? false;
  const resume = flags.resume ? await checkpointToResume(run, file, part.identity) : null;
  const result = await withCheckpointFolder(path.dirname(file), () =>
    interruption.whileTraining(signal =>
      withProgress(run, part.metric, resume, progress =>
        train({
          signal,
          collective,
          ...(resume && { resume }),
          checkpoint: {
            file,
            everyMs: flags.checkpointEvery * 1000,
            atTheEnd: keeps,
            fingerprint: part.identity,
          },
          ...progress,
        }),
      ),
    ),
  );
  return { result, forget: async () => (keeps ? undefined : removeCheckpoint(file)) };
}

async function checkpointToResume(
  { console }: TrainingRun<NetworkFlags>,
  file: string,
  identity: Fingerprint,
): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(file);
  assertSameRun(checkpoint, identity);
  const { history, underway } = checkpoint.progress;
  const steps = underway
    ? ` and ${underway.steps} ${underway.steps === 1 ? 'step' : 'steps'} of the next`
    : '';
  console.fact('Resumed', `${file}, after epoch ${history.length}${steps}`);
  return checkpoint;
}

async function withProgress<T extends { readonly fitted: FitResult }>(
  { flags, console }: TrainingRun<NetworkFlags>,
  metric: string,
  resume: Checkpoint | null,
  train: (options: Pick<FitOptions, 'onStep' | 'onEpoch'>) => Promise<T>,
): Promise<T> {
  const epochsBefore = resume?.progress.history.length ?? 0;
  const progress = console.progress(flags.epochs, 'epoch', epochsBefore);
  let epochUnderway = epochsBefore + 1;
  const result = await train({
    onStep({ epoch, step, stepsPerEpoch, loss }) {
      epochUnderway = epoch;
      progress.note(
        `step ${step - (epoch - 1) * stepsPerEpoch} of ${stepsPerEpoch}  loss ${loss.toFixed(5)}`,
      );
    },
    onEpoch: ({ epoch, loss, metrics }) =>
      progress.step(
        epoch,
        `loss ${loss.toFixed(5)}${metric in metrics ? `  validation ${metric === 'loss' ? '' : `${metric.toUpperCase()} `}${(metrics[metric] ?? NaN).toFixed(5)}` : ''}`,
      ),
  })
    .catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
      throw new Interrupted(error.signal, `in epoch ${epochUnderway} of ${flags.epochs}`);
    })
    .finally(() => progress.end());
  const { best, history, stoppedEarly } = result.fitted;
  console.fact(
    best ? 'Best epoch' : 'Epochs',
    `${best?.bestEpoch ?? history.length} of ${history.length}${stoppedEarly ? `, stopped after ${flags.earlyStopping} without a better one` : ''}`,
  );
  return result;
}

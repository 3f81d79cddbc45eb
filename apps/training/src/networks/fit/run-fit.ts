import path from 'node:path';
import type { Collective } from '@reckit/collective';
import {
  assertSameRun,
  assertSameTraining,
  EACH_EPOCH,
  readCheckpoint,
  removeCheckpoint,
  type Checkpoint,
  type EvaluationReport,
  type Fingerprint,
  type FitOptions,
  type FitResult,
} from '@reckit/nn';
import { Interrupted } from '../../run/interruption';
import type { TrainingRun } from '../../run/training-model';
import { shownMetric } from '../../report/shown-metrics';
import { shownInterval } from '../settings/evaluation-interval';
import type { NetworkFlags } from '../settings/flags';
import { roundedEpochs } from '../settings/run-entries';
import { courseHint, type HintFlags } from './course-hint';
import { LOSS } from './stopping-metric';
import { withCheckpointFolder } from './checkpoint-folder';

/** What a run gives to `fit`, whatever the network. */
export interface RunOptions extends Pick<
  FitOptions,
  'checkpoint' | 'resume' | 'signal' | 'onStep' | 'onEvaluation'
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
  /** The metrics of the validation part that are shown, the last of which tells the best weights. */
  readonly metrics: readonly [string, ...string[]];
}

/**
 * Fits a network as a user sees it: with progress, from a checkpoint where one is asked for, and to a checkpoint where
 * it is stopped.
 *
 * @returns what `train` gives, and how to remove the checkpoint once nothing can go wrong any more
 */
export async function runFit<T extends { readonly fitted: FitResult }>(
  run: TrainingRun<NetworkFlags & HintFlags>,
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
      withProgress(run, part.metrics, resume, progress =>
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
  console.fact('Resumed', `${file}, after ${placeOf(checkpoint.progress)}`);
  return checkpoint;
}

/** `epoch 3 and 12 steps of the next`. */
function placeOf({ history, underway }: Checkpoint['progress']): string {
  const { epoch, step } = history.at(-1) ?? { epoch: 0, step: 0 };
  const epochs = Math.floor(epoch);
  const within = epochs === epoch ? 0 : step - epochs * Math.round(step / epoch);
  const steps = within + (underway?.steps ?? 0);
  return `epoch ${epochs}${steps === 0 ? '' : ` and ${steps} ${steps === 1 ? 'step' : 'steps'} of the next`}`;
}

async function withProgress<T extends { readonly fitted: FitResult }>(
  { flags, console }: TrainingRun<NetworkFlags & HintFlags>,
  shown: FittedPart['metrics'],
  resume: Checkpoint | null,
  train: (options: Pick<FitOptions, 'onStep' | 'onEvaluation'>) => Promise<T>,
): Promise<T> {
  const epochsBefore = Math.floor(resume?.progress.history.at(-1)?.epoch ?? 0);
  const progress = console.progress(flags.epochs, 'epoch', epochsBefore);
  let epochUnderway = epochsBefore + 1;
  const result = await train({
    onStep({ epoch, step, stepsPerEpoch, loss }) {
      epochUnderway = epoch;
      progress.note(
        `step ${step - (epoch - 1) * stepsPerEpoch} of ${stepsPerEpoch}  loss ${loss.toFixed(5)}`,
      );
    },
    onEvaluation: ({ epoch, loss, metrics }) =>
      progress.step(
        roundedEpochs(epoch, SHOWN_DECIMALS),
        `loss ${loss.toFixed(5)}${validationShown(shown, metrics)}`,
      ),
  })
    .catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error;
      throw new Interrupted(error.signal, `in epoch ${epochUnderway} of ${flags.epochs}`);
    })
    .finally(() => progress.end());
  const metric = shown[shown.length - 1];
  console.fact(...courseShown(result.fitted, metric, flags));
  const hint = courseHint(result.fitted, metric, flags, shown.includes(LOSS));
  if (hint !== null) console.fact('Hint', hint);
  return result;
}

const SHOWN_DECIMALS = 2;

/** `  validation 0.12345  AUC 0.71234`; nothing where nothing is held out. */
function validationShown(shown: readonly string[], metrics: EvaluationReport['metrics']): string {
  const measured = shown.filter(name => name in metrics);
  if (measured.length === 0) return '';
  const values = measured.map(
    name => `${name === LOSS ? '' : `${shownMetric(name)} `}${(metrics[name] ?? NaN).toFixed(5)}`,
  );
  return `  validation ${values.join('  ')}`;
}

/** `Best epoch` and `2 of 12, stopped after 10 without a better one`. */
function courseShown(
  { best, history, stoppedEarly }: FitResult,
  metric: string,
  { earlyStopping, evalEvery }: NetworkFlags,
): [name: string, text: string] {
  const epochs = (epoch: number | undefined) => roundedEpochs(epoch ?? 0, SHOWN_DECIMALS);
  const trained = epochs(history.at(-1)?.epoch);
  const by = metric === LOSS ? '' : ` by ${shownMetric(metric)}`;
  const isEachEpoch = shownInterval(evalEvery) === shownInterval(EACH_EPOCH);
  const stopped = `, stopped after ${earlyStopping} ${isEachEpoch ? '' : 'evaluations '}without a better one`;
  return [
    best ? 'Best epoch' : 'Epochs',
    `${best ? epochs(best.bestEpoch) : trained} of ${trained}${best ? by : ''}${stoppedEarly ? stopped : ''}`,
  ];
}

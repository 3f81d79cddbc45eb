import path from 'node:path';
import { withoutSecrets } from '@reckit/training-data';
import type { Command } from 'commander';
import type { Console } from '../../run/console';
import { shellCommand } from '../../run/shell-command';
import { thisProgram } from '../../run/this-program';
import { shownArguments } from '../flags/training-arguments';
import { argumentsOf, type ParameterValue } from '../space/parameter';
import type { TrialState, TuningState } from '../state/tuning-state';

/** A tuning that has been won. */
export interface WonTuning {
  /** The model's folder in the model directory. */
  readonly model: string;
  readonly state: TuningState;
  /** The trial, from 0. */
  readonly winner: number;
  /** The command that trains the winner again. */
  readonly again: string;
}

/** What `--json` prints. */
export interface TuningResult {
  readonly model: string;
  readonly version: string;
  /** Folder of the package. */
  readonly path: string;
  readonly promoted: boolean;
  /** The file that shows all trials. */
  readonly page: string;
  readonly metric: string;
  readonly value: number;
  /** The same of the flags as given; null where that training failed or there was no time for it. */
  readonly value_as_given: number | null;
  /** The trial that has won, from 1; the first is that of the flags as given. */
  readonly trial: number;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly command: string;
  readonly seconds: number;
  readonly trials: readonly {
    readonly parameters: Readonly<Record<string, ParameterValue>>;
    readonly outcomes: readonly object[];
  }[];
}

/** The command that trains a trial again, to be copied into a shell. */
export function winningCommand(
  args: readonly string[],
  command: Command,
  { parameters }: Pick<TrialState, 'parameters'>,
): string {
  const typed = withoutSecrets(shownArguments(args, command));
  return shellCommand([...thisProgram(), command.name(), ...typed, ...argumentsOf(parameters)]);
}

/** What came of a tuning. */
export function resultOf(
  { model, state, winner, again }: WonTuning,
  written: { readonly dir: string; readonly page: string; readonly promoted: boolean },
): TuningResult {
  const { version, metric, rungs, trials, seconds } = state;
  return {
    model,
    version,
    path: path.resolve(written.dir),
    promoted: written.promoted,
    page: path.resolve(written.page),
    metric: metric ?? '',
    value: valueOf(trials[winner], rungs.length - 1) ?? NaN,
    value_as_given: valueOf(trials[0], rungs.length - 1),
    trial: winner + 1,
    parameters: Object.fromEntries(trials[winner].parameters),
    command: again,
    seconds,
    trials: trials.map(({ parameters, outcomes }) => ({
      parameters: Object.fromEntries(parameters),
      outcomes: outcomes.flatMap((outcome, rung) =>
        outcome === undefined ? [] : [{ budget: rungs[rung].budget, ...outcome }],
      ),
    })),
  };
}

/** What was measured of a trial on a rung; null if nothing was. */
export function valueOf({ outcomes }: Pick<TrialState, 'outcomes'>, rung: number): number | null {
  const outcome = outcomes[rung];
  return outcome?.kind === 'measured' ? outcome.value : null;
}

/** Says what came of a tuning, and how to train the same again. */
export function sayResult(console: Console, result: TuningResult): void {
  const { metric, value, value_as_given: asGiven, trial, promoted } = result;
  const shown = (number: number | null): string => number?.toFixed(5) ?? 'not measured';
  console.fact('Best', `trial ${trial}: ${metric} ${shown(value)} (the flags as given ${shown(asGiven)})`);
  const folder = path.relative('', result.path);
  console.fact('Package', `${folder}${promoted ? '  (current version)' : ''}`);
  if (!promoted) console.fact('', 'Not the current version: tune with --promote, or deploy it.');
  console.fact('Page', path.relative('', result.page));
  console.fact('Again with', result.command);
}

import type { Command } from 'commander';
import { addTuning } from '../tune/tune-command';
import { addTrial } from '../tune/trials/trial-command';
import type { Tuning } from '../tune/models/tuning';
import { addValidation } from '../validation/validate-command';
import { addTrainingCommand } from './training-command';
import { commandOf, type TrainingModel } from './training-model';

/** The commands of one model, each of which is added to a command that it is given. */
export interface ModelCommands {
  readonly name: string;
  /** To the program: trains it. */
  train(program: Command): void;
  /** To `tune`: searches its settings. */
  tune(command: Command): void;
  /** To `trial`: one training of such a search. */
  trial(command: Command): void;
  /** To `validate`: looks at its data. Null for a model that learns from no features. */
  readonly validate: ((command: Command) => void) | null;
}

/** @param tuning - how its settings are searched */
export function modelCommands<Flags>(model: TrainingModel<Flags>, tuning: Tuning<Flags>): ModelCommands {
  return {
    name: commandOf(model),
    train: program => addTrainingCommand(program, model),
    tune: command => addTuning(command, model, tuning),
    trial: command => addTrial(command, model),
    validate: model.examine ? command => addValidation(command, model) : null,
  };
}

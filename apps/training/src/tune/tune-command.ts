import type { Command } from 'commander';
import { escapeControls } from '@reckit/messages';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { exitCodeOf, Interrupted, Interruption } from '../run/interruption';
import { addTrainingFlags } from '../run/training-flags';
import { commandOf, type CommonFlags, type TrainingModel } from '../run/training-model';
import { addTuneFlags, type TuneFlags } from './flags/tune-flags';
import type { Tuning } from './models/tuning';
import { runTrial } from './trials/run-trial';
import { tuneModel } from './tune-model';

/** `node main.js tune <model>`: what comes behind is of the tuning. */
const WORDS_BEFORE = 4;
const GO_ON = 'Go on with the same command.';

/** Adds the command that searches settings; how a model is tuned, `addTuning` adds. */
export function addTuneCommand(program: Command): Command {
  return program
    .command('tune')
    .description('Searches the settings of a model, and writes the best version that is found.');
}

/** Adds a model to the command that searches settings. */
export function addTuning<Flags>(tune: Command, model: TrainingModel<Flags>, tuning: Tuning<Flags>): void {
  const command = tune
    .command(commandOf(model))
    .description(`Searches the settings of ${commandOf(model)}: by ${[...tuning.space.keys()].join(', ')}.`);
  addTrainingFlags(command, model);
  addTuneFlags(command);
  command.action(async (flags: CommonFlags & Flags & TuneFlags) => {
    const console = new Console(flags);
    const say = (text: string) => {
      console.close();
      process.stderr.write(`tune ${commandOf(model)}: ${text}\n`);
    };
    const interruption = new Interruption(
      process,
      say,
      `nothing was trained. ${GO_ON}`,
      'ending the trials under way',
    );
    try {
      const result = await tuneModel({
        model: model.modelFor?.(flags) ?? model,
        tuning,
        flags,
        command,
        args: process.argv.slice(WORDS_BEFORE),
        console,
        interruption,
        runTrial,
        out: flags.quiet ? null : flags.json ? process.stderr : process.stdout,
      });
      if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    } catch (error) {
      if (error instanceof Interrupted) {
        say(`stopped by ${error.signal}; what has been measured is kept. ${GO_ON}`);
        process.exitCode = exitCodeOf(error.signal);
      } else {
        say(escapeControls(explain(error)));
        process.exitCode = 1;
      }
    } finally {
      interruption.release();
    }
  });
}

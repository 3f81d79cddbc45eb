import type { Command } from 'commander';
import { escapeControls } from '@reckit/messages';
import { withoutSecrets } from '@reckit/training-data';
import { PeerLost } from '@reckit/collective';
import { UnfitData } from '../validation/unfit-data';
import { Console } from './console';
import { LOST_OTHERS } from './together/child-processes';
import { ofThisProcess, type OwnPart } from './together/of-this-process';
import { PartDone } from './together/part-done';
import { explain } from './errors';
import { exitCodeOf, Interrupted, Interruption } from './interruption';
import { shellCommand } from './shell-command';
import { checkTraining, runTraining } from './run-training';
import { thisProgram } from './this-program';
import { addTrainingFlags } from './training-flags';
import { commandOf, type CommonFlags, type TrainingModel } from './training-model';

const RESUME = '--resume';

/** Adds the command that trains one model, with the flags that all have and those of its own. */
export function addTrainingCommand<Flags>(program: Command, model: TrainingModel<Flags>): void {
  const command = program.command(commandOf(model)).description(model.description);
  addTrainingFlags(command, model);
  command.action(async (typed: CommonFlags & Flags) => {
    let part: OwnPart<CommonFlags & Flags>;
    try {
      part = ofThisProcess(typed, command, text => say(text));
    } catch (error) {
      process.stderr.write(`train ${commandOf(model)}: ${explain(error)}\n`);
      process.exitCode = 1;
      return;
    }
    const { flags, together } = part;
    const console = new Console(flags);
    const say = (text: string) => {
      console.close();
      process.stderr.write(`train ${commandOf(model)}: ${text}\n`);
    };
    const resumes = command.options.some(({ long }) => long === RESUME);
    const interruption = new Interruption(
      process,
      say,
      `no model was written${resumes ? '' : `, and ${commandOf(model)} keeps no checkpoint to resume from`}. Start it again with the same command.`,
    );
    // However the process ends, also by an error that nobody expected.
    process.once('exit', () => console.close());
    try {
      const chosen = model.modelFor?.(flags) ?? model;
      if (flags.check) return await checkTraining(chosen, flags);
      const result = await runTraining(chosen, flags, console, interruption, { together });
      if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    } catch (error) {
      if (error instanceof PartDone) return;
      const others = error instanceof PeerLost ? ((await together?.saidByOthers()) ?? null) : null;
      if (others !== null) {
        process.stderr.write(`${others}\n`);
        process.exitCode = 1;
      } else if (error instanceof Interrupted) {
        say(`stopped by ${error.signal} ${error.where}, with a checkpoint. Go on with: ${resumingCommand()}`);
        process.exitCode = exitCodeOf(error.signal);
      } else {
        const problems = error instanceof UnfitData ? error.problems : [];
        for (const problem of problems) say(escapeControls(problem));
        if (problems.length === 0) say(explain(error));
        process.exitCode = error instanceof PeerLost && process.channel ? LOST_OTHERS : 1;
      }
    } finally {
      together?.end();
      interruption.release();
    }
  });
}

/** This process' own command, going on from the checkpoint. */
function resumingCommand(): string {
  const args = process.argv.slice(2).filter(argument => argument !== RESUME);
  return shellCommand([...thisProgram(), ...withoutSecrets(args), RESUME]);
}

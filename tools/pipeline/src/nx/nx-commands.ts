import type { Command } from 'commander';
import { CommandFailed, runCommand } from '@reckit/command-line';
import { quoted } from '@reckit/messages';
import { isTrainedModel, MODELS } from '../config/models';
import { fit, place } from './fit-and-place';

/** What the targets `fit` and `train` of Nx run. What else they are given are flags of the training. */
export function addNxCommands(program: Command, dist: string): void {
  for (const [name, act] of Object.entries({ fit, place })) {
    program
      .command(name, { hidden: true })
      .argument('<model>')
      .argument('[flags...]')
      .allowUnknownOption()
      .passThroughOptions()
      .helpOption(false)
      .action((model: string, flags: readonly string[]) =>
        runCommand('train', async () => {
          if (!isTrainedModel(model)) {
            const known = Object.keys(MODELS).join(', ');
            throw new CommandFailed(`there is no model ${quoted(model)}; there are ${known}.`);
          }
          await act(model, flags, dist);
        }),
      );
  }
}

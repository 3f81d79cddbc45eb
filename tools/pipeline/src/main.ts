import path from 'node:path';
import { Command } from 'commander';
import { runCommand } from '@reckit/command-line';
import { escapeControls } from '@reckit/messages';
import { pipelineJsonSchema } from './config/pipeline-file';
import { CannotRun } from './errors';
import { addNxCommands } from './nx/nx-commands';
import { addPipelineFlags, type PipelineFlags } from './pipeline-flags';
import { runPipeline } from './run/run-pipeline';

const dist = path.resolve(__dirname, '../..');
const preload = path.join(__dirname, 'end-with-parent.js');

const program = new Command('pipeline')
  .description('Trains, evaluates, registers and deploys models, and goes on where the last run stopped.')
  .argument('[models...]', 'what is trained, such as xgb deepfm (default: all of pipeline.json)')
  // Behind the name of a command of Nx, every flag is one of the training.
  .enablePositionalOptions()
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');
addPipelineFlags(program);
program.action((models: readonly string[], flags: PipelineFlags) =>
  runCommand('pipeline', async () => {
    if (flags.schema) {
      process.stdout.write(`${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`);
      return;
    }
    try {
      const result = await runPipeline(models, flags, { dist, preload });
      if (flags.check) process.stdout.write('All is well, as far as can be told; nothing was done.\n');
      if (flags.json && result) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      process.exitCode = result?.exit_code ?? 0;
    } catch (error) {
      if (!(error instanceof CannotRun)) throw error;
      for (const fault of error.faults) process.stderr.write(`pipeline: ${escapeControls(fault)}\n`);
      process.exitCode = 1;
    }
  }),
);

addNxCommands(program, dist);

void program.parseAsync();

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandFailed } from '@reckit/command-line';
import { MODELS, trainedWith, type TrainedModel } from '../config/models';
import { NO_FLAGS } from '../config/pipeline-file';
import { splitMachine } from '../machine/split-machine';
import { shareFlags } from '../steps/commands';
import { takePlace } from './admission';

/** Where trainings wait for each other, in the workspace that they run in. */
const PLACES = path.join('tmp', 'trainings');

/**
 * Trains a model within its share of the machine, of which there are as many as Nx runs tasks at a time.
 *
 * @param flags - of the training command; they come before the share
 * @throws CommandFailed if it fails
 */
export async function trainModel(model: TrainedModel, flags: readonly string[], dist: string): Promise<void> {
  const shares = splitMachine(Object.keys(MODELS).length, { jobs: tasksAtATime(), maxMemory: null });
  const place = await takePlace(PLACES, shares.jobs, () => {
    process.stdout.write(`${model} waits for one of ${shares.jobs} shares of cores and memory.\n`);
  });
  try {
    const steps = { ...NO_FLAGS, train: [...flags] };
    const command = [...trainedWith(model).command, ...shareFlags({ model, steps, shares }), ...flags];
    const program = path.join(dist, 'apps/training/main.js');
    const child = spawn(process.execPath, [program, ...command], { stdio: 'inherit' });
    // The training answers the signal, and this process goes by how it ends.
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', passOn);
    process.on('SIGTERM', passOn);
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new CommandFailed(`${model} was not trained.`, typeof code === 'number' ? code : 1);
  } finally {
    await place.end();
  }
}

/** As Nx counts: by its environment, or its file. */
function tasksAtATime(): number | null {
  const named = Number(process.env['NX_PARALLEL']);
  if (Number.isSafeInteger(named) && named > 0) return named;
  const settings: unknown = JSON.parse(readFileSync('nx.json', 'utf8'));
  return typeof settings === 'object' &&
    settings !== null &&
    'parallel' in settings &&
    typeof settings.parallel === 'number'
    ? settings.parallel
    : null;
}

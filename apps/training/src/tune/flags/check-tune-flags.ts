import type { Command } from 'commander';
import { BadTrainingRun } from '../../run/errors';

const ONE_MACHINE = 'a tuning runs on one machine';

/** Flags of a training that a tuning has no use for, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  '--resume': 'a tuning that was stopped goes on by itself',
  '--keep-checkpoint': 'a tuning keeps checkpoints as long as it needs them',
  '--repeat': 'trials are compared on one seed; repeat the training that wins',
  '--processes': 'its trials are processes already: say with --jobs how many at a time',
  '--world-size': ONE_MACHINE,
  '--rank': ONE_MACHINE,
  '--tracker': ONE_MACHINE,
  '--check': 'it is of the training, whose flags are the same',
  '--out': 'write the vectors of the version with export-vectors',
  '--out-format': 'write the vectors of the version with export-vectors',
};

/** @throws BadTrainingRun for a flag that is given and has no place in a tuning */
export function checkTuneFlags(command: Command): void {
  for (const option of command.options) {
    const reason = REFUSED[option.long ?? ''];
    if (reason !== undefined && command.getOptionValueSource(option.attributeName()) === 'cli') {
      throw new BadTrainingRun(`Leave out ${option.long}: ${reason}.`);
    }
  }
}

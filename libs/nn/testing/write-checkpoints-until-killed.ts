import { writeCheckpoint } from '../src/training/checkpoints/checkpoint';
import { stateOfEpoch } from './checkpoint-states';

/** A process that writes one checkpoint over the other until it is killed. */
async function writeUntilKilled(file: string): Promise<never> {
  for (let epoch = 1; ; epoch++) {
    await writeCheckpoint(file, stateOfEpoch(epoch, 100_000));
    process.stdout.write('.');
  }
}

void writeUntilKilled(process.argv[2]);

import { BadTrainingRun } from '../../run/errors';
import { checkSpace, isGiven, type TunableFlags } from './check-space';
import type { Space } from './parameter';
import { readSpace } from './read-space';

/**
 * What is searched over: what a file says, or else the usual settings of the model that the command line leaves open.
 *
 * @throws BadTrainingRun for a file that does not fit
 */
export async function spaceOf(file: string | undefined, usual: Space, flags: TunableFlags): Promise<Space> {
  if (file === undefined) {
    const open = [...usual].filter(([name]) => !isGiven(name, flags.command));
    if (open.length > 0) return new Map(open);
    throw new BadTrainingRun(
      'All that is searched over is given on the command line. Leave some of it out, or say with --space what to search over.',
    );
  }
  const space = await readSpace(file);
  checkSpace(space, file, flags);
  return space;
}

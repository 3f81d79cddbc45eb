import { InvalidArgumentError } from 'commander';
import type { TabularLayout } from '@reckit/nn';
import { cut, quoted } from '@reckit/messages';
import { BadTrainingRun } from '../../run/errors';

const SHOWN_CHARACTERS = 150;

/** Reads a flag with names of features, such as `user_id,city`. */
export function namesOfFeatures(text: string): string[] {
  const names = text.split(',').map(name => name.trim());
  if (names.includes('')) {
    throw new InvalidArgumentError('Give names of features with a comma between them, as in user_id,city.');
  }
  return names;
}

/**
 * The features that a flag names, where it is given.
 *
 * @throws BadTrainingRun for one that there is not
 */
export function gateFeatures(
  flag: string,
  names: readonly string[] | undefined,
  { numeric, slots }: Pick<TabularLayout, 'numeric' | 'slots'>,
): readonly string[] | undefined {
  const known = [...numeric, ...slots.map(({ feature }) => feature)].map(({ name }) => name);
  const unknown = names?.find(name => !known.includes(name));
  if (unknown === undefined) return names;
  const shown = cut(known.join(', '), SHOWN_CHARACTERS);
  throw new BadTrainingRun(`${flag}: there is no feature ${quoted(unknown)}; there are ${shown}.`);
}

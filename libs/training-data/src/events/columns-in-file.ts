import { quoted } from '@reckit/messages';
import { BadTrainingData } from '../errors';

/**
 * The column that a flag names, or that is there under its usual name; null for none.
 *
 * @throws BadTrainingData if the file does not have what was named
 */
export function columnFor(
  file: string,
  columns: readonly string[],
  {
    flag,
    given,
    usual,
  }: { readonly flag: string; readonly given: string | undefined; readonly usual: string | null },
): string | null {
  const wanted = given ?? usual;
  const found =
    wanted === null ? undefined : columns.find(name => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  if (given === undefined) return null;
  throw new BadTrainingData(
    `${file} has no column ${quoted(given)} (${flag}); it has ${columns.join(', ')}.`,
  );
}

import { NoValues, type Columns } from '@reckit/data';

/**
 * Refuses a feature of which no row has a value: there is nothing to learn from it.
 *
 * @throws NoValues
 */
export function assertValues(file: string, { missing, rowCount }: Columns): void {
  for (const [name, count] of missing) if (count === rowCount) throw new NoValues(file, name);
}

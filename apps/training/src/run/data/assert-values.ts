import { NoValues } from '@reckit/data';

/**
 * Refuses a feature of which no row has a value: there is nothing to learn from it.
 *
 * @throws NoValues
 */
export function assertValues(
  file: string,
  {
    missing,
    rowCount,
  }: { readonly missing: Iterable<readonly [name: string, count: number]>; readonly rowCount: number },
): void {
  for (const [name, count] of missing) if (count === rowCount) throw new NoValues(file, name);
}

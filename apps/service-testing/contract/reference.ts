import type { Row, Tasks } from '@reckit/client';
import { ask } from '../clients/http-client';
import type { LocalService } from '../programs/local-service';

/** What a model says of a row: a number, named ones or a vector. */
export type Entry = number | Tasks | readonly number[];

/** What `/predictions` says of rows. */
export async function numbersOf(
  { port }: LocalService,
  name: string,
  rows: readonly Row[],
): Promise<readonly Entry[]> {
  const { status, text } = await ask(port, { path: `/predictions/${name}`, body: { data: rows } });
  expect(status).toBe(200);
  const { predictions }: { predictions: readonly Entry[] } = JSON.parse(text);
  // The vector of the only row is the answer itself.
  const entries =
    rows.length === 1 && predictions.length > 1 ? [predictions as readonly number[]] : predictions;
  expect(entries).toHaveLength(rows.length);
  return entries;
}

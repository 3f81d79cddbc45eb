import type { Row, Tasks } from '@reckit/client';
import { ask } from '../http-client';
import type { LocalService } from '../local-service';

/** What `/predictions` says of rows. */
export async function numbersOf(
  { port }: LocalService,
  name: string,
  rows: readonly Row[],
): Promise<readonly (number | Tasks)[]> {
  const { status, text } = await ask(port, { path: `/predictions/${name}`, body: { data: rows } });
  expect(status).toBe(200);
  const { predictions }: { predictions: readonly (number | Tasks)[] } = JSON.parse(text);
  expect(predictions).toHaveLength(rows.length);
  return predictions;
}

import { listAt } from '../answers/checked';
import { UnexpectedAnswer } from '../errors';

/** Columns of an answer: what each output says of all rows; the name of a single output is not answered. */
export type ColumnsAnswer =
  | { readonly kind: 'single'; readonly values: readonly unknown[] }
  | { readonly kind: 'named'; readonly values: Readonly<Record<string, readonly unknown[]>> };

/** @throws UnexpectedAnswer */
export function columnsAnswer(outputs: unknown): ColumnsAnswer {
  if (Array.isArray(outputs)) return { kind: 'single', values: outputs };
  if (typeof outputs !== 'object' || outputs === null)
    throw new UnexpectedAnswer('Expected a list or an object as outputs.');
  const values = Object.entries(outputs).map(
    ([name, list]) => [name, listAt(list, `outputs.${name}`)] as const,
  );
  return { kind: 'named', values: Object.fromEntries(values) };
}

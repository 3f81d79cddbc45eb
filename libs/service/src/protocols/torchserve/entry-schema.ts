import type { Signature } from '@reckit/inference';
import { isBare } from './entries';

type Schema = Readonly<Record<string, unknown>>;

/** JSON Schema of what a signature answers for one row. */
export function entrySchema({
  outputs,
  answersProbabilities,
}: Pick<Signature, 'outputs' | 'answersProbabilities'>): Schema {
  if (isBare(outputs)) return outputSchema(outputs[0].width, answersProbabilities);
  return {
    type: 'object',
    required: outputs.map(({ name }) => name),
    properties: Object.fromEntries(
      outputs.map(({ name, width }) => [name, outputSchema(width, answersProbabilities)]),
    ),
  };
}

/** What an output answers for one row: a number, or a list of as many as the output has. */
function outputSchema(width: number, isProbability: boolean): Schema {
  const number = { type: 'number', ...(isProbability && { minimum: 0, maximum: 1 }) };
  return width === 1 ? number : { type: 'array', items: number, minItems: width, maxItems: width };
}

import type { AnsweredModel } from '../../service-definition';

type Schema = Readonly<Record<string, unknown>>;

/** JSON Schema of what an output answers for one row: a number, or a list of as many as the output has. */
export function outputSchema(width: number, isProbability: boolean): Schema {
  const number = { type: 'number', ...(isProbability && { minimum: 0, maximum: 1 }) };
  return width === 1 ? number : { type: 'array', items: number, minItems: width, maxItems: width };
}

/** JSON Schema of an object with what every output answers for one row. */
export function namedOutputsSchema({ outputs, answersProbabilities }: AnsweredModel): Schema {
  return {
    type: 'object',
    required: outputs.map(({ name }) => name),
    properties: Object.fromEntries(
      outputs.map(({ name, width }) => [name, outputSchema(width, answersProbabilities)]),
    ),
  };
}

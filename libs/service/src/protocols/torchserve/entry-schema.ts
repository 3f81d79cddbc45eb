import type { ModelOutput, Signature } from '@reckit/inference';
import { hasListEntries } from '@reckit/protocol';
import { isBare } from './entries';

type Schema = Readonly<Record<string, unknown>>;
type Answers = Pick<Signature, 'outputs' | 'answersProbabilities'>;

/** JSON Schema of the list of what a signature answers, an entry a row. */
export function entriesSchema(answers: Answers): Schema {
  const entries: Schema = { type: 'array', items: entrySchema(answers) };
  const [output] = answers.outputs;
  if (answers.outputs.length > 1 || output.role !== 'embedding') return entries;
  return { oneOf: [entries, { ...outputSchema(output, false), description: 'That of the only row' }] };
}

/** JSON Schema of what a signature answers for one row. */
function entrySchema({ outputs, answersProbabilities }: Answers): Schema {
  const ids = outputs.find(({ role }) => role === 'ids');
  if (ids && outputs.every(({ role }) => role === 'ids' || role === 'similarity'))
    return outputSchema(ids, false);
  if (isBare(outputs) || (outputs.length === 1 && outputs[0].role !== 'task'))
    return outputSchema(outputs[0], answersProbabilities);
  return {
    type: 'object',
    required: outputs.map(({ name }) => name),
    properties: Object.fromEntries(
      outputs.map(output => [output.name, outputSchema(output, answersProbabilities)]),
    ),
  };
}

/** What an output answers for one row: a number, a list of as many as the output has, or of ids up to so many. */
function outputSchema(output: ModelOutput, isProbability: boolean): Schema {
  const { role, width } = output;
  if (role === 'ids') return { type: 'array', items: { type: 'string' }, maxItems: width };
  const isScore = role === 'score' || role === 'task';
  const number = { type: 'number', ...(isScore && isProbability && { minimum: 0, maximum: 1 }) };
  return hasListEntries(output) ? { type: 'array', items: number, minItems: width, maxItems: width } : number;
}

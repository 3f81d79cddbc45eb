import type { ModelOutput, Signature } from '@reckit/inference';
import { hasListEntries, type EntryForm } from '@reckit/protocol';
import { isBare } from './entries';

type Schema = Readonly<Record<string, unknown>>;
type Answers = Pick<Signature, 'outputs' | 'answersProbabilities'>;

/** As the Go clients read them. */
const FLAT: EntryForm = { singleEmbedding: 'flat', neighbours: 'ids' };

/** JSON Schema of the list of what a signature answers, an entry a row. */
export function entriesSchema(answers: Answers, form: EntryForm = FLAT): Schema {
  const entries: Schema = { type: 'array', items: entrySchema(answers, form) };
  const [output] = answers.outputs;
  if (answers.outputs.length > 1 || output.role !== 'embedding' || form.singleEmbedding === 'nested')
    return entries;
  return { oneOf: [entries, { ...outputSchema(output, false), description: 'That of the only row' }] };
}

/** JSON Schema of what a signature answers by columns: the values of its only output, or of several by their names. */
export function columnAnswerSchema({ outputs, answersProbabilities }: Answers): Schema {
  const columns = outputs.map(output => ({
    type: 'array',
    items: outputSchema(output, answersProbabilities),
  }));
  if (columns.length === 1) return columns[0];
  return {
    type: 'object',
    required: outputs.map(({ name }) => name),
    properties: Object.fromEntries(outputs.map(({ name }, i) => [name, columns[i]])),
  };
}

/** JSON Schema of what a signature answers for one row. */
function entrySchema({ outputs, answersProbabilities }: Answers, { neighbours }: EntryForm): Schema {
  const ids = outputs.find(({ role }) => role === 'ids');
  const isOfNeighbours = outputs.every(({ role }) => role === 'ids' || role === 'similarity');
  if (ids && isOfNeighbours && neighbours === 'ids') return outputSchema(ids, false);
  if (isBare(outputs) || (outputs.length === 1 && outputs[0].role !== 'task'))
    return outputSchema(outputs[0], answersProbabilities);
  return {
    type: 'object',
    required: outputs.map(({ name }) => name),
    properties: Object.fromEntries(
      outputs.map(output => [output.name, outputSchema(output, answersProbabilities, isOfNeighbours)]),
    ),
  };
}

/**
 * What an output answers for one row: a number, a list of as many as the output has, or of ids up to so many.
 *
 * @param isCut - whether there may be fewer, as where a row has fewer neighbours
 */
function outputSchema(output: ModelOutput, isProbability: boolean, isCut = false): Schema {
  const { role, width, isUpTo = false } = output;
  if (role === 'ids') return { type: 'array', items: { type: 'string' }, maxItems: width };
  const isScore = role === 'score' || role === 'task';
  const number = { type: 'number', ...(isScore && isProbability && { minimum: 0, maximum: 1 }) };
  if (!hasListEntries(output)) return number;
  return { type: 'array', items: number, ...(!isCut && !isUpTo && { minItems: width }), maxItems: width };
}

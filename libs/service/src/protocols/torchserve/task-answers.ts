import { encodeNamedScores } from '@reckit/protocol';
import type { AnswerFormat } from '../../service-definition';

/** Answers of a model with several tasks: an object a row, with a number under the name of each output. */
export const taskAnswers: AnswerFormat = {
  listName: 'scores_list',
  encode: (outputs, names) => encodeNamedScores(names, outputs),
  entrySchema: names => ({
    type: 'object',
    required: names,
    properties: Object.fromEntries(names.map(name => [name, { type: 'number' }])),
  }),
  status: names => ({ tasks: names }),
};

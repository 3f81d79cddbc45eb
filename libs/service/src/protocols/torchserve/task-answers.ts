import { encodeNamedScores } from '@reckit/protocol';
import type { AnswerFormat } from '../../service-definition';
import { namedOutputsSchema } from './entry-schema';

/** Answers of a model with several tasks: an object a row, with what each output answers under its name. */
export const taskAnswers: AnswerFormat = {
  listName: 'scores_list',
  encode: (outputs, specs) => encodeNamedScores(specs, outputs),
  entrySchema: namedOutputsSchema,
  status: names => ({ tasks: names }),
};

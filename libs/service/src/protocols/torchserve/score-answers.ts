import { encodeScores } from '@reckit/protocol';
import type { AnswerFormat } from '../../service-definition';
import { outputSchema } from './entry-schema';

/** Answers of a model with one output: a score a row, or a list of scores where a row has several. */
export const scoreAnswers: AnswerFormat = {
  listName: 'scores',
  encode: ([scores], [{ width }]) => encodeScores(scores, width),
  entrySchema: ({ outputs: [{ width }], answersProbabilities }) => outputSchema(width, answersProbabilities),
  status: () => ({}),
};

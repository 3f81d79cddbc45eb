import { encodeScores } from '@reckit/protocol';
import type { AnswerFormat } from '../../service-definition';

/** Answers of a model with one output, a score in [0, 1] a row. */
export const scoreAnswers: AnswerFormat = {
  listName: 'scores',
  encode: ([scores]) => encodeScores(scores),
  entrySchema: () => ({ type: 'number', minimum: 0, maximum: 1 }),
  status: () => ({}),
};

import { encodeScores } from '@reckit/protocol';
import type { AnswerFormat } from './service-definition';

/** Answers of a model with one output, a score in [0, 1] a row. */
export const scoreAnswers: AnswerFormat = {
  predictions: ([scores]) => `{"predictions":${encodeScores(scores)}}`,
  predict([scores]) {
    const list = encodeScores(scores);
    return `{"scores":${list},"predictions":${list}}`;
  },
  entrySchema: { type: 'number', minimum: 0, maximum: 1 },
};

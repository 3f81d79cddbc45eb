import type { AnsweredOutput } from '../answered-output';
import { InternalError } from '../errors';
import { encodeEmbeddingAnswer, encodeRecallAnswer } from './endpoint-answer';

const EMBEDDING: AnsweredOutput = { name: 'embedding', role: 'embedding', width: 3 };
const NEIGHBOURS: readonly AnsweredOutput[] = [
  { name: 'item_ids', role: 'ids', width: 3 },
  { name: 'scores', role: 'similarity', width: 3 },
];

test('an embedding stands under the name that the endpoint has for it', () => {
  expect(encodeEmbeddingAnswer('user_embedding', [EMBEDDING], [Float32Array.of(1, 2, 0.5)])).toBe(
    '{"user_embedding":[1,2,0.5]}',
  );
});

test.each<[number, string[], string]>([
  [20, ['a', 'b', 'c'], '{"item_ids":["a","b","c"],"scores":[3,2,1]}'],
  [2, ['a', 'b', 'c'], '{"item_ids":["a","b"],"scores":[3,2]}'],
  [20, ['a', '', ''], '{"item_ids":["a"],"scores":[3]}'],
  [20, ['', '', ''], '{"item_ids":[],"scores":[]}'],
])('%d neighbours of %j', (topK, ids, text) => {
  expect(encodeRecallAnswer(topK, NEIGHBOURS, [ids, Float32Array.of(3, 2, 1)])).toBe(text);
});

test('a model that answers something else is a fault of ours', () => {
  expect(() => encodeEmbeddingAnswer('user_embedding', NEIGHBOURS, [[], new Float32Array(0)])).toThrow(
    new InternalError('The model answers no embedding.'),
  );
  expect(() => encodeRecallAnswer(5, [EMBEDDING], [new Float32Array(3)])).toThrow(
    new InternalError('The model answers no neighbours with similarities.'),
  );
});

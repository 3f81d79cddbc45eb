import type { AnsweredOutput } from '../answered-output';
import { readAtOnce } from '../../testing/read-at-once';
import { encodePredictAnswer, writePredictAnswer } from './encode-predict-answer';

const SCORE: AnsweredOutput = { name: 'predictions', role: 'score', width: 1 };
const EMBEDDING: AnsweredOutput = { name: 'embedding', role: 'embedding', width: 2 };
const NEIGHBOURS: readonly AnsweredOutput[] = [
  { name: 'item_ids', role: 'ids', width: 2 },
  { name: 'scores', role: 'similarity', width: 2 },
];

test.each([
  ['predictions', '{"predictions":[0.5,1]}'],
  ['outputs', '{"outputs":[0.5,1]}'],
] as const)('the values of one output stand bare under %s', (shape, text) => {
  expect(encodePredictAnswer(shape, [SCORE], [Float32Array.of(0.5, 1)], 'nested')).toBe(text);
});

test.each([
  ['predictions', 'nested', '{"predictions":[[1,2]]}'],
  ['predictions', 'flat', '{"predictions":[1,2]}'],
  ['outputs', 'nested', '{"outputs":[[1,2]]}'],
  ['outputs', 'flat', '{"outputs":[[1,2]]}'],
] as const)('one embedding under %s, %s', (shape, single, text) => {
  expect(encodePredictAnswer(shape, [EMBEDDING], [Float32Array.of(1, 2)], single)).toBe(text);
});

test.each([
  ['predictions', '{"predictions":[{"item_ids":["a"],"scores":[0.5]}]}'],
  ['outputs', '{"outputs":{"item_ids":[["a",""]],"scores":[[0.5,0]]}}'],
] as const)('neighbours are told by name under %s', (shape, text) => {
  expect(encodePredictAnswer(shape, NEIGHBOURS, [['a', ''], Float32Array.of(0.5, 0)], 'nested')).toBe(text);
});

test.each(['predictions', 'outputs'] as const)('the pieces of %s are the whole', shape => {
  const values = [Float32Array.from({ length: 40_000 }, (_, i) => i / 7)];
  const pieces = readAtOnce(clock => writePredictAnswer(shape, [EMBEDDING], values, 'flat', clock));
  expect(Buffer.concat(pieces).toString()).toBe(encodePredictAnswer(shape, [EMBEDDING], values, 'flat'));
});

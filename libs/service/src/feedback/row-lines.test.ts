import { RowEncoder, SentTexts, sentColumns, sentSpec, type FeatureSpec } from '@reckit/features';
import type { ModelOutput, Outputs } from '@reckit/inference';
import { rowLines, type LoggedAnswer, type RowLines } from './row-lines';

const SPEC: FeatureSpec = {
  features: [
    { kind: 'numeric', name: 'a "b"', default: 1 },
    {
      kind: 'categorical',
      name: 'city',
      coding: { kind: 'hash', buckets: 10 },
      default: null,
    },
    {
      kind: 'sequence',
      name: 'seen',
      coding: { kind: 'hash', buckets: 10 },
      maxLength: 2,
      pooling: 'mean',
      separator: '|',
    },
  ],
  rawPrecision: 'float32',
  scaledBy: 'host',
  categoryForm: 2,
};

function linesOf(
  rows: readonly unknown[],
  answers: readonly ModelOutput[],
  outputs: Outputs,
  more: Partial<LoggedAnswer> = {},
): RowLines[] {
  const texts = new SentTexts();
  const spec = sentSpec(SPEC, texts);
  const answer: LoggedAnswer = {
    at: Date.UTC(2026, 10, 30),
    requestId: 'r"1',
    model: 'xgb',
    signature: 'xgb',
    version: 'v1',
    label: null,
    answers,
    outputs,
    ...more,
  };
  const encoded = new RowEncoder(spec).encode(rows, 'data');
  return [...rowLines(answer, sentColumns(spec, texts), encoded)];
}

const SCORE: ModelOutput = { name: 'predictions', role: 'score', width: 1 };

test('a line says whose it is, what was sent and what was answered', () => {
  const rows = [[-0, 'Oslo', ['x', 'y', 'z']], {}];
  const [{ text, rows: count }] = linesOf(rows, [SCORE], [Float32Array.of(0.5, -0)], { label: 'canary' });
  const head = '{"time":"2026-11-30T00:00:00.000Z","request_id":"r\\"1","row":';
  const names = '"model":"xgb","signature":"xgb","version":"v1","label":"canary"';
  expect(text).toBe(
    `${head}0,${names},"features":{"a \\"b\\"":-0.0,"city":"Oslo","seen":["y","z"]},"outputs":{"predictions":0.5}}\n` +
      `${head}1,${names},"features":{"a \\"b\\"":null,"city":null,"seen":[]},"outputs":{"predictions":-0.0}}\n`,
  );
  expect(count).toBe(2);
});

test('several numbers, ids and vectors are lists', () => {
  const answers: ModelOutput[] = [
    { name: 'classes', role: 'score', width: 2 },
    { name: 'item_ids', role: 'ids', width: 2 },
    { name: 'embedding', role: 'embedding', width: 1 },
  ];
  const outputs = [Float32Array.of(1, 2, 3, NaN), ['a', 'b', 'c', ''], Float32Array.of(7, 8)];
  const [{ text }] = linesOf([null, null], answers, outputs);
  const lines = text.trimEnd().split('\n');
  expect(lines.map(line => JSON.parse(line).outputs)).toEqual([
    { classes: [1, 2], item_ids: ['a', 'b'], embedding: [7] },
    { classes: [3, null], item_ids: ['c'], embedding: [8] },
  ]);
});

test('many rows come in parts', () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => [i, `c${i}`, []]);
  const scores = Float32Array.from(rows.keys());
  const parts = linesOf(rows, [SCORE], [scores]);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(rows.length);
  const lines = parts.flatMap(({ text }) => text.trimEnd().split('\n')).map(line => JSON.parse(line));
  expect(lines.map(({ row, features, outputs }) => [row, features.city, outputs.predictions])).toEqual(
    rows.map((_, i) => [i, `c${i}`, i]),
  );
});

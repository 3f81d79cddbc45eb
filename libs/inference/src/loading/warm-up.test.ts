import { RowEncoder, type FeatureSpec } from '@reckit/features';
import { FakeSession } from '../../testing/fake-session';
import { rowsOfDefaults, warmUp } from './warm-up';

const SPEC: FeatureSpec = {
  features: [
    { kind: 'numeric', name: 'age', default: 30 },
    { kind: 'categorical', name: 'city', coding: { kind: 'hash', buckets: 10 }, default: null },
    {
      kind: 'sequence',
      name: 'history',
      coding: { kind: 'vocabulary', minCount: 1, values: ['a'] },
      maxLength: 2,
      pooling: 'mean',
      separator: ' ',
    },
  ],
  rawPrecision: 'float32',
  scaledBy: 'host',
};
const encoder = new RowEncoder(SPEC);
const ROW = [30, 0, -1, -1];

test('rows of defaults are valid for every kind of feature', () => {
  expect(rowsOfDefaults(encoder, 2)).toMatchObject({ rowCount: 2, values: Float32Array.of(...ROW, ...ROW) });
});

test('the session is given matrices of the encoded width', async () => {
  const session = new FakeSession(encoder.width);
  session.beforeRun = values => expect([...values.subarray(0, encoder.width)]).toEqual(ROW);
  const sliceRows = await warmUp(session, encoder);
  expect(session.runs.length).toBeGreaterThan(1);
  expect(sliceRows).toBeGreaterThanOrEqual(64);
});

test.each([NaN, Infinity])('a model that answers %d to defaults is refused', async value => {
  const session = new FakeSession(encoder.width);
  session.run = async (_values, rowCount) => [
    new Float32Array(rowCount),
    new Float32Array(rowCount).fill(value),
  ];
  await expect(warmUp(session, encoder)).rejects.toThrow(
    `The output "doubles" is ${value} for a row in which every feature has its default.`,
  );
});

import type { CategoryCoding, FeatureSpec } from '../spec/feature-spec';
import { RowEncoder } from '../encode/rows/row-encoder';
import { prepareVocabularies, vocabularyPositions } from './vocabulary-positions';

const COUNT = 35_000;

function vocabulary(): Extract<CategoryCoding, { kind: 'vocabulary' }> {
  return { kind: 'vocabulary', minCount: 1, values: Array.from({ length: COUNT }, (_, i) => `item ${i}`) };
}

function specOf(coding: CategoryCoding): FeatureSpec {
  return {
    features: [
      { kind: 'numeric', name: 'age', default: 0 },
      { kind: 'categorical', name: 'item', coding, default: 'item 7' },
      { kind: 'categorical', name: 'hashed', coding: { kind: 'hash', buckets: 5 }, default: null },
    ],
    rawPrecision: 'float32',
    scaledBy: 'host',
  };
}

test('places are those in the list, and made once for each list', () => {
  const { values } = vocabulary();
  const positions = vocabularyPositions(values);
  expect(positions.size).toBe(COUNT);
  expect([positions.get('item 0'), positions.get('item 34999'), positions.get('item')]).toEqual([
    0,
    34_999,
    undefined,
  ]);
  expect(vocabularyPositions(values)).toBe(positions);
  expect(vocabularyPositions([...values])).not.toBe(positions);
});

test('what is prepared encodes as what is not, and others have their turns meanwhile', async () => {
  const [prepared, plain] = [vocabulary(), vocabulary()];
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await prepareVocabularies(specOf(prepared));
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(3);
  const positions = vocabularyPositions(prepared.values);
  await prepareVocabularies(specOf(prepared));
  expect(vocabularyPositions(prepared.values)).toBe(positions);
  const rows = [{ item: 'item 34999' }, { item: 'nothing' }, {}, { item: 'item 0', hashed: 'a' }];
  const [one, other] = [prepared, plain].map(coding => new RowEncoder(specOf(coding)).encode(rows, 'data'));
  expect(one).toEqual(other);
  expect(one.values[1]).toBe(35_000);
});

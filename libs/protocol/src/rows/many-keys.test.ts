import { BadRequest } from '../errors';
import { parseJsonObject } from '../json/json-body';
import { readRows } from './read-rows';
import { PREDICTIONS_FORM } from './request-form';
import type { RowFeatures } from './row-features';
import { RowScanner } from './scan-rows';

const MOST = 100_000;
const REFUSAL = 'The body has an object of more than 100000 keys.';

/** A model of many features, so that long rows go the quick way where they may. */
function featuresOf(width: number): RowFeatures {
  const names = Array.from({ length: width }, (_, i) => `f${i}`);
  return {
    featureNames: names,
    columns: names.map((_, i) => ({
      kind: 'numeric',
      start: i,
      encode: Math.fround,
      fallback: 0,
      roundsFirst: true,
    })),
    width,
    encodeValue(raw, feature, row, target) {
      target.values[row * width + feature] = Number(raw);
    },
    openSequence: () => {
      throw new Error('no sequence');
    },
    rowProblem: () => new Error('no row'),
  };
}

function members(count: number): string {
  return Array.from({ length: count }, () => '"":0').join(',');
}

/** How many rows a body has; the quick way and the general one must agree. */
function rowsIn(body: string, features: RowFeatures): number {
  const bytes = Buffer.from(body);
  const reading = readRows(bytes, PREDICTIONS_FORM, features, 100);
  let step = reading.next();
  while (!step.done) step = reading.next();
  const scanner = new RowScanner(features);
  let scanned = scanner.scan(bytes, PREDICTIONS_FORM.listKeys, 100);
  while (scanned === 'paused') scanned = scanner.resume();
  if (scanned !== 'left') expect(scanned.rowCount).toBe(step.value.rowCount);
  return step.value.rowCount;
}

/** Whether the quick way reads a body; it must read none that the general one refuses. */
function isQuick(body: string, features: RowFeatures): boolean {
  const scanner = new RowScanner(features);
  let scanned = scanner.scan(Buffer.from(body), PREDICTIONS_FORM.listKeys, 100);
  while (scanned === 'paused') scanned = scanner.resume();
  return scanned !== 'left';
}

const PLACES: Readonly<Record<string, (count: number) => string>> = {
  'a row': count => `{"data":[{"f0":1},{${members(count)}}]}`,
  'an object inside a row': count => `{"data":[{"other":[{${members(count)}}]}]}`,
  'the request, before its rows': count => `{${members(count - 1)},"data":[{"f0":1}]}`,
  'the request, behind its rows': count => `{"data":[{"f0":1}],${members(count - 1)}}`,
  'an object beside the rows': count => `{"other":{${members(count)}},"data":[{"f0":1}]}`,
};

describe.each(Object.entries(PLACES))('%s', (_place, bodyOf) => {
  test.each([1, 20_000])('of a model with %d features', width => {
    const features = featuresOf(width);
    expect(rowsIn(bodyOf(MOST), features)).toBeGreaterThan(0);
    expect(() => rowsIn(bodyOf(MOST + 1), features)).toThrow(new BadRequest(REFUSAL));
    expect(isQuick(bodyOf(MOST + 1), features)).toBe(false);
  });
});

test('many objects may have many keys together', () => {
  const row = `{${members(5_000)}}`;
  expect(rowsIn(`{"data":[${Array(50).fill(row).join(',')}]}`, featuresOf(1))).toBe(50);
});

test('so with a short body that is parsed', () => {
  expect(parseJsonObject(Buffer.from(`{"a":{${members(MOST)}}}`))).toEqual({ a: { '': 0 } });
  expect(() => parseJsonObject(Buffer.from(`{"a":{${members(MOST + 1)}}}`))).toThrow(new BadRequest(REFUSAL));
});

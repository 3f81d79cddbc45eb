import fc from 'fast-check';
import { RowEncoder, type EncodedRows, type FeatureSpec } from '@reckit/features';
import { RowScanner, SliceClock } from '@reckit/protocol';
import { BUCKETS, NAMES, SPECS } from '../../testing/feature-specs';

// Rows of plain numbers are read many at a time. Here many rows come in a request, some of which are not plain, so that
// both ways of reading take turns; together they must give what JSON.parse and the encoder do.

const WITH_MISSING_NUMBERS: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'graph',
  features: NAMES.map((name, i) => ({
    kind: 'numeric',
    name,
    default: i,
    missing: ['-1', '0'],
  })),
};

const NUMERIC: Readonly<Record<string, FeatureSpec>> = {
  plain: SPECS['plain'],
  'scaled, our precision': SPECS['scaled, our precision'],
  'scaled, the precision of Python': SPECS['scaled, the precision of Python'],
  'scaled by the graph': SPECS['scaled by the graph'],
  'numbers in buckets': BUCKETS,
  'numbers that mean nothing': WITH_MISSING_NUMBERS,
};

const plainValue = fc.oneof(
  fc.integer({ min: -1, max: 99 }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(value => JSON.stringify(value)),
  fc.double({ min: 0, max: 1, noNaN: true }).map(value => value.toFixed(6)),
);
const oddValue = fc.constantFrom(
  'null',
  '"0.5"',
  '"-1"',
  '""',
  '" 7"',
  '1e39',
  '-1e400',
  '1e-30',
  '0.12345678901234567890123',
  '-0',
  'true',
  '"x"',
  '[]',
  '{}',
);
const unknownValue = fc.constantFrom('1', '"text"', '"\\n"', '"é"', 'null', 'false', '{"a":[1]}', '[2]');

/** Members of a row in an order that most rows of a request share. */
function rowOf(order: readonly string[], extra: string | null): fc.Arbitrary<string> {
  const member = (name: string): fc.Arbitrary<string> => plainValue.map(value => `"${name}":${value}`);
  const members = order.map(member);
  const others = extra === null ? [] : [unknownValue.map(value => `"${extra}":${value}`)];
  const usual = fc.tuple(...members, ...others).map(row => `{${row.join(',')}}`);
  const odd = fc
    .tuple(
      fc.shuffledSubarray([...NAMES, 'stranger']),
      oddValue,
      plainValue,
      fc.constantFrom('', ' ', '\n  '),
    )
    .map(([names, value, other, space]) => {
      const row = names.map((name, i) => `"${name}"${space}:${space}${i === 0 ? value : other}`);
      return `{${space}${row.join(`,${space}`)}${space}}`;
    });
  const array = fc
    .tuple(
      ...NAMES.map(() => fc.oneof({ weight: 9, arbitrary: plainValue }, { weight: 1, arbitrary: oddValue })),
    )
    .map(row => `[${row.join(',')}]`);
  return fc.oneof(
    { weight: 30, arbitrary: usual },
    { weight: 2, arbitrary: odd },
    { weight: 2, arbitrary: array },
    { weight: 1, arbitrary: fc.constantFrom('null', '{}') },
  );
}

const body = fc
  .tuple(fc.shuffledSubarray(NAMES, { minLength: 1 }), fc.constantFrom(null, null, 'user_id'))
  .chain(([order, extra]) => fc.array(rowOf(order, extra), { minLength: 1, maxLength: 120, size: 'max' }))
  .map(rows => `{"data":[${rows.join(',')}],"more":1}`);

describe.each(Object.entries(NUMERIC))('features %s', (_, spec) => {
  const encoder = new RowEncoder(spec);
  const scanner = new RowScanner(encoder);

  test('many rows mean what JSON.parse makes of them', () => {
    let read = 0;
    fc.assert(
      fc.property(body, text => {
        let scanned = scanner.scan(Buffer.from(text), ['data'], 1_000);
        while (scanned === 'paused') scanned = scanner.resume();
        const expected = expectedRows(encoder, text);
        if (scanned === 'left') return;
        read += scanned.rowCount;
        expect(asPlain(scanned)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
    expect(read).toBeGreaterThan(500);
  });
});

test('keys that come twice are not remembered as those of plain rows', () => {
  const encoder = new RowEncoder(SPECS['plain']);
  const scanner = new RowScanner(encoder);
  const row = '{"ctr":1,"age":2,"ctr":3}';
  const text = Buffer.from(`{"data":[${Array(100).fill(row).join()}]}`);
  expect(scanner.scan(text, ['data'], 1_000)).toBe('left');
  expect(scanner.scan(text, ['data'], 1_000)).toBe('left');
});

test('rows beyond the most that may come are not read', () => {
  const scanner = new RowScanner(new RowEncoder(SPECS['plain']));
  const text = (rows: number): Buffer => Buffer.from(`{"data":[${Array(rows).fill('[1,2,3,4,5]').join()}]}`);
  expect(scanner.scan(text(500), ['data'], 500)).toMatchObject({ rowCount: 500 });
  expect(scanner.scan(text(501), ['data'], 500)).toBe('left');
});

test('two scanners take turns with requests that pause', () => {
  const encoders = [new RowEncoder(SPECS['plain']), new RowEncoder(SPECS['scaled by the graph'])];
  const scanners = encoders.map(encoder => {
    let now = 0;
    return new RowScanner(encoder, new SliceClock(() => (now += 1_000)));
  });
  const texts = [0, 1].map(turn => {
    const rows = Array.from({ length: 30_000 }, (_, i) =>
      turn === 0 ? `{"age":${i},"ctr":${i / 4}}` : `{"price":${i / 2},"age":-${i}}`,
    );
    return `{"data":[${rows.join()}]}`;
  });
  const scanned = scanners.map((scanner, i) => scanner.scan(Buffer.from(texts[i]), ['data'], 30_000));
  let pauses = 0;
  while (scanned.includes('paused')) {
    pauses++;
    scanners.forEach((scanner, i) => {
      if (scanned[i] === 'paused') scanned[i] = scanner.resume();
    });
  }
  expect(pauses).toBeGreaterThan(2);
  scanned.forEach((rows, i) => {
    if (typeof rows === 'string') throw new Error(`The request was ${rows}.`);
    expect(asPlain(rows)).toEqual(expectedRows(encoders[i], texts[i]));
  });
});

/** What the rows mean; null where one cannot be encoded. */
function expectedRows(encoder: RowEncoder, text: string): unknown {
  const request: unknown = JSON.parse(text);
  if (
    typeof request !== 'object' ||
    request === null ||
    !('data' in request) ||
    !Array.isArray(request.data)
  ) {
    throw new Error('There are no rows.');
  }
  let rows: EncodedRows;
  try {
    rows = encoder.encode(request.data, 'data');
  } catch {
    return null;
  }
  return asPlain(rows);
}

function asPlain({ values, rowCount, missing, invalid, unknownRows }: EncodedRows): unknown {
  return {
    values: [...values],
    rowCount,
    missing: missing && [...missing],
    invalid: invalid && [...invalid],
    unknownRows,
  };
}

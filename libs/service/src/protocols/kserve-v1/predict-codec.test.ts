import * as fc from 'fast-check';
import { RowEncoder, type EncodedRows, type FeatureSpec } from '@reckit/features';
import type { Model, Signature } from '@reckit/inference';
import type { PredictShape } from '@reckit/protocol';
import type { Answered, Decoded } from '../../infer/codec';
import { DecodeTurns } from '../../infer/decode-turns';
import { RowReader } from '../../infer/row-reader';
import { PredictCodec } from './predict-codec';

const coding = { kind: 'vocabulary', minCount: 1, values: ['home', 'é', '5'] } as const;
const SPEC: FeatureSpec = {
  rawPrecision: 'float32',
  scaledBy: 'host',
  features: [
    { kind: 'numeric', name: 'age', default: 1.5, scaling: { mean: 2, std: 3 } },
    { kind: 'numeric', name: 'constructor', default: 'missing' },
    { kind: 'categorical', name: 'scene', coding, default: null },
    { kind: 'sequence', name: 'history', coding, maxLength: 3, pooling: 'mean', separator: ' ' },
  ],
};
const NAMES = SPEC.features.map(({ name }) => name);

// What a codec knows of a signature and a model; nothing is scored here.
const signature = {
  name: 'ranker',
  encoder: new RowEncoder(SPEC),
  outputs: [{ name: 'embedding', role: 'embedding', width: 50 }],
} as unknown as Signature;
const other = {
  ...signature,
  name: 'other',
  encoder: new RowEncoder({ ...SPEC, features: SPEC.features.slice(0, 1) }),
};
const model = { signatures: [signature, other] } as unknown as Model;

const codec = new PredictCodec(new RowReader(100_000), new DecodeTurns(60_000), 'nested');

function decode(body: string): Decoded<PredictShape> {
  const decoded = codec.decode(Buffer.from(body), signature, model);
  if (decoded instanceof Promise) throw new Error('It took more than a slice.');
  return decoded;
}

function plain({ values, missing, invalid, unknown, ...counts }: EncodedRows): unknown {
  const lists = {
    missing: missing && [...missing],
    invalid: invalid && [...invalid],
    unknown: unknown && [...unknown],
  };
  return { values: [...values], ...lists, ...counts };
}

const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  age: fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.constantFrom<unknown>(null, true, '7', 'NaN', 1e39),
  ),
  constructor: fc.oneof(fc.integer(), fc.constant(null)),
  scene: fc.oneof(fc.constantFrom<unknown>('home', 'é', 5, '5', null, 'x', ''), fc.string()),
  history: fc.oneof(
    fc.array(fc.constantFrom<unknown>('home', 'é', 5, 'x', null), { maxLength: 5 }),
    fc.constant(null),
  ),
};

test('rows and columns mean what the encoder makes of them', () => {
  const row = fc.record(VALUES, { requiredKeys: [] });
  const complete = fc.record(VALUES);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.array(complete, { minLength: 1 }), (rows, full) => {
      for (const key of ['instances', 'inputs']) {
        const decoded = decode(JSON.stringify({ [key]: rows }));
        expect(plain(decoded.rows)).toEqual(plain(signature.encoder.encode(rows, key)));
        expect(decoded.options).toBe('predictions');
      }
      const columns = Object.fromEntries(NAMES.map(name => [name, full.map(each => each[name])]));
      const decoded = decode(JSON.stringify({ inputs: columns }));
      expect(plain(decoded.rows)).toEqual(plain(signature.encoder.encode(full, 'inputs')));
      expect(decoded.options).toBe('outputs');
    }),
    { numRuns: 100 },
  );
});

test.each([
  '{"signature_name":"other","instances":[{"age":2}]}',
  '{"instances":[{"age":2}],"signature_name":"other"}',
  '{"signature_name":"other","inputs":{"age":[2]}}',
])('%s is read for the signature that it names', body => {
  const decoded = decode(body);
  expect(decoded.signature).toBe(other);
  expect(decoded.rows.values).toHaveLength(1);
});

describe('what takes long', () => {
  const rowCount = 20_000;

  test.each(['instances', 'inputs'])('is read in turns: %s', async key => {
    const rows = Array.from({ length: rowCount }, (_, i) => ({ age: i, scene: 'home', history: ['é', 'x'] }));
    const decoded = codec.decode(Buffer.from(JSON.stringify({ [key]: rows })), signature, model);
    expect(decoded).toBeInstanceOf(Promise);
    expect((await decoded).rows.rowCount).toBe(rowCount);
  });

  test('is read in turns: columns', async () => {
    const age = Array.from({ length: rowCount }, (_, i) => i);
    const body = Buffer.from(JSON.stringify({ inputs: { age, scene: age.map(() => 'home') } }));
    const decoded = codec.decode(body, signature, model);
    expect(decoded).toBeInstanceOf(Promise);
    expect((await decoded).rows.rowCount).toBe(rowCount);
  });

  test.each(['predictions', 'outputs'] as const)('is written in turns: %s', async shape => {
    const outputs = [Float32Array.from({ length: 3_000 * 50 }, (_, i) => Math.sin(i))];
    const answered: Answered = {
      signature,
      answers: signature.outputs,
      outputs,
      rowCount: 3_000,
      model: 'ranker',
      version: 'v1',
    };
    const answer = codec.encode(answered, shape);
    expect(answer).toBeInstanceOf(Promise);
    const written = await answer;
    if (written.kind !== 'bytes') throw new Error('It was written at once.');
    expect(written.headers).toEqual({ 'Content-Type': 'application/json' });
    const { [shape]: vectors }: Record<string, number[][]> = JSON.parse(written.bytes.toString('latin1'));
    expect(vectors).toHaveLength(3_000);
    expect(vectors[2_999]).toEqual([...outputs[0].subarray(2_999 * 50)]);
  });
});

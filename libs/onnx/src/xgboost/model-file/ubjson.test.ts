import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { seenCharacter } from '../../../../messages/testing/characters';
import { InvalidModelFile, OnnxError } from '../../errors';
import { readXgboostModel } from './read-xgboost-model';
import { readUbjson } from './ubjson';
import type { UbjsonValue } from './ubjson';

const bytes = (...parts: (string | number | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap(part =>
      typeof part === 'string' ? [...Buffer.from(part)] : typeof part === 'number' ? [part] : part,
    ),
  );

test.each([
  ['null', bytes('Z'), null],
  ['true', bytes('T'), true],
  ['false', bytes('F'), false],
  ['int8', bytes('i', 0xff), -1],
  ['uint8', bytes('U', 0xff), 255],
  ['int16', bytes('I', [0x80, 0x01]), -32767],
  ['int32', bytes('l', [0xff, 0xff, 0xff, 0xfe]), -2],
  ['int64', bytes('L', [0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Number.MAX_SAFE_INTEGER],
  ['float32', bytes('d', [0x3f, 0x80, 0, 0]), 1],
  ['float64', bytes('D', [0xc0, 0, 0, 0, 0, 0, 0, 0]), -2],
  ['high precision', bytes('Hi', 6, '-1.5e3'), -1500],
  ['character', bytes('Cx'), 'x'],
  ['text', bytes('Si', 3, 'n\u00e9'), 'né'],
  ['array with no-ops', bytes('[NTNFN]'), [true, false]],
  ['counted array', bytes('[#i', 2, 'TZ'), [true, null]],
  ['typed array of texts', bytes('[$S#i', 2, 'i', 1, 'a', 'i', 0), ['a', '']],
  ['typed array of int16', bytes('[$I#i', 2, [0, 1, 0xff, 0xff]), Int16Array.of(1, -1)],
  ['typed array of float32', bytes('[$d#i', 1, [0x40, 0x49, 0x0f, 0xdb]), Float32Array.of(Math.PI)],
  ['typed array of int64', bytes('[$L#i', 1, [0, 0, 0, 1, 0, 0, 0, 0]), Float64Array.of(2 ** 32)],
  ['no-op before the document', bytes('NNT'), true],
])('%s', (_, document, value) => {
  expect(readUbjson(document)).toEqual(value);
});

test.each([
  ['object', bytes('{i', 1, 'aTi', 1, 'bZ}'), { a: true, b: null }],
  ['counted object', bytes('{#i', 1, 'i', 1, 'a', 'F'), { a: false }],
  ['typed object', bytes('{$U#i', 2, 'i', 1, 'a', 7, 'i', 1, 'b', 8), { a: 7, b: 8 }],
  ['key that names a prototype', bytes('{i', 9, '__proto__', 'T}'), { ['__proto__']: true }],
])('%s', (_, document, value) => {
  expect(Object.entries(readUbjson(document) ?? {})).toEqual(Object.entries(value));
});

test.each([
  ['nothing at all', bytes(), 'ends early'],
  ['no type', bytes('x'), '"x" is no UBJSON type'],
  ['an unprintable type', bytes([0x07]), 'byte 0x07 is no UBJSON type'],
  [
    'a text longer than the file',
    bytes('SL', [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'a'),
    'a length of',
  ],
  ['a negative length', bytes('Si', 0xff), '-1 cannot be a length'],
  ['more numbers than bytes', bytes('[$D#i', 3, [0, 0, 0]), 'ends early'],
  ['a typed array without a count', bytes('[$U', 1, 2), 'without a count'],
  ['an array of typed nulls', bytes('[$Z#i', 1, [0, 0]), 'an array of typed "Z"'],
  ['no number of high precision', bytes('Hi', 2, 'ab'), '"ab" is no number'],
  ['bytes after the end', bytes('TT'), '1 bytes follow'],
  ['containers without end', bytes('['.repeat(100_000)), 'more than 64 containers'],
])('%s is an error that tells where', (_, document, message) => {
  expect(() => readUbjson(document)).toThrow(InvalidModelFile);
  expect(() => readUbjson(document)).toThrow(message);
  expect(() => readUbjson(document)).toThrow(/\(at byte \d+\)/);
});

const scalars = fc.oneof(
  fc.constantFrom<null | boolean>(null, true, false),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).filter(value => !Object.is(value, -0)),
  fc.string({ unit: seenCharacter }),
);
const arrays = fc.oneof(
  fc.uint8Array({ minLength: 1 }),
  fc.int16Array({ minLength: 1 }),
  fc.int32Array({ minLength: 1 }),
  fc.float32Array({ minLength: 1 }),
  fc.float64Array({ minLength: 1 }),
);
const documents = fc.letrec<{ value: UbjsonValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalars,
    arrays,
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
})).value;

test('what is encoded is read back', () => {
  fc.assert(
    fc.property(documents, fc.boolean(), (document, counted) => {
      expect(plain(readUbjson(encode(document, counted)))).toEqual(plain(document));
    }),
  );
});

test('random bytes fail cleanly', () => {
  const leaders = fc.constantFrom('{L', '[$', '[#', '{', '[', 'S', '').map(text => [...Buffer.from(text)]);
  fc.assert(
    fc.property(leaders, fc.uint8Array({ maxLength: 200 }), (leader, rest) => {
      failsCleanly(() => readUbjson(Uint8Array.from([...leader, ...rest])));
    }),
    { numRuns: 2000 },
  );
});

describe('a model file', () => {
  const model = readFileSync(join(__dirname, '../../../fixtures/xgboost/3.2.0/single-leaf/model.ubj'));

  test('fails cleanly wherever it is cut', () => {
    const cuts = Array.from(model.keys(), length =>
      errorOf(() => readXgboostModel(model.subarray(0, length))),
    );
    expect(cuts.filter(error => !(error instanceof InvalidModelFile))).toEqual([]);
  });

  test('is read or fails cleanly with any bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(model.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, change => {
        const damaged = Uint8Array.from(model);
        for (const [position, byte] of change) damaged[position] = byte;
        failsCleanly(() => readXgboostModel(damaged));
      }),
      { numRuns: 2000 },
    );
  });
});

function failsCleanly(read: () => unknown): void {
  const error = errorOf(read);
  if (error !== undefined) expect(error).toBeInstanceOf(OnnxError);
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The document with objects of the usual prototype, which is all that the reader changes. */
function plain(value: UbjsonValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.entries(value).map(([key, item]) => [key, plain(item)]);
}

function encode(value: UbjsonValue, counted: boolean): Buffer {
  if (value === null) return Buffer.from('Z');
  if (typeof value === 'boolean') return Buffer.from(value ? 'T' : 'F');
  if (typeof value === 'string') return Buffer.concat([Buffer.from('S'), encodeText(value)]);
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? encodeInt64(value) : encodeFloat64(value);
  if (ArrayBuffer.isView(value)) return encodeNumbers(value);
  const entries = Array.isArray(value)
    ? value.map(item => encode(item, counted))
    : Object.entries(value).map(([key, item]) => Buffer.concat([encodeText(key), encode(item, counted)]));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const head = counted ? [Buffer.from(`${open}#`), encodeInt64(entries.length)] : [Buffer.from(`${open}`)];
  return Buffer.concat([...head, ...entries, Buffer.from(counted ? '' : `${close}`)]);
}

function encodeText(text: string): Buffer {
  const utf8 = Buffer.from(text);
  return Buffer.concat([encodeInt64(utf8.length), utf8]);
}

function encodeInt64(value: number): Buffer {
  const buffer = Buffer.from('L________');
  buffer.writeBigInt64BE(BigInt(value), 1);
  return buffer;
}

function encodeFloat64(value: number): Buffer {
  const buffer = Buffer.from('D________');
  buffer.writeDoubleBE(value, 1);
  return buffer;
}

function encodeNumbers(values: Extract<UbjsonValue, ArrayBufferView>): Buffer {
  const width = values.BYTES_PER_ELEMENT;
  const body = Buffer.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  if (width === 2) body.swap16();
  if (width === 4) body.swap32();
  if (width === 8) body.swap64();
  const type = {
    Int8Array: 'i',
    Uint8Array: 'U',
    Int16Array: 'I',
    Int32Array: 'l',
    Float32Array: 'd',
    Float64Array: 'D',
  };
  return Buffer.concat([
    Buffer.from(`[$${type[values[Symbol.toStringTag]]}#`),
    encodeInt64(values.length),
    body,
  ]);
}

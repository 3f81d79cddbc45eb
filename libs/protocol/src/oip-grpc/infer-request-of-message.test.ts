import * as fc from 'fast-check';
import protobuf from 'protobufjs';
import { finishReading as finish } from '../../testing/finish-reading';
import { keptElements } from '../../testing/kept-elements';
import { inferRequestBytes, messageType } from '../../testing/inference-messages';
import { BadRequest } from '../errors';
import { SliceClock } from '../json/slice-clock';
import type { InferRequest } from '../oip/request/infer-request';
import type { Datatype, Elements } from '../oip/tensor';
import { readInferMessage } from './infer-request-message';
import { inferRequestOf } from './infer-request-of-message';

function read(bytes: Buffer, clock = new SliceClock()): InferRequest {
  return finish(inferRequestOf(finish(readInferMessage(bytes, clock)), clock));
}

/** The elements as JavaScript has them: numbers, bigints or texts. */
function valuesOf(elements: Elements): readonly unknown[] {
  if (elements.kind !== 'bytes') return [...elements.values];
  const { bytes, starts, ends } = elements.values;
  return [...starts].map((start, i) => bytes.toString('latin1', start, ends[i]));
}

/** A datatype: what its elements may be, and how they are written in both forms. */
interface Form {
  readonly element: fc.Arbitrary<number | bigint | string | boolean>;
  /** The field of `InferTensorContents`; null for those with raw contents alone. */
  readonly field: string | null;
  raw(value: never): Buffer;
  typed?(value: never): unknown;
  /** What the element is after reading. @default itself */
  meant?(value: never): unknown;
}

function bytesOf(size: number, write: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

function long(value: bigint, unsigned: boolean): unknown {
  return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned };
}

function integer(bits: 8 | 16 | 32, signed: boolean): Form {
  const smallest = signed ? -(2 ** (bits - 1)) : 0;
  return {
    element: fc.integer({ min: smallest, max: smallest + 2 ** bits - 1 }),
    field: signed ? 'int_contents' : 'uint_contents',
    raw: (value: number) =>
      bytesOf(bits / 8, bytes =>
        signed ? bytes.writeIntLE(value, 0, bits / 8) : bytes.writeUIntLE(value, 0, bits / 8),
      ),
  };
}

const text: Pick<Form, 'element' | 'raw'> = {
  element: fc.string({ unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)) }),
  raw: (value: string) =>
    Buffer.concat([bytesOf(4, bytes => bytes.writeUInt32LE(value.length)), Buffer.from(value, 'latin1')]),
};

const FORMS: Readonly<Record<Datatype, Form>> = {
  BOOL: {
    element: fc.boolean(),
    field: 'bool_contents',
    raw: (value: boolean) => Buffer.of(Number(value)),
    meant: Number,
  },
  INT8: integer(8, true),
  INT16: integer(16, true),
  INT32: integer(32, true),
  UINT8: integer(8, false),
  UINT16: integer(16, false),
  UINT32: integer(32, false),
  INT64: {
    element: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    field: 'int64_contents',
    raw: (value: bigint) => bytesOf(8, bytes => bytes.writeBigInt64LE(value)),
    typed: (value: bigint) => long(value, false),
  },
  UINT64: {
    element: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    field: 'uint64_contents',
    raw: (value: bigint) => bytesOf(8, bytes => bytes.writeBigUInt64LE(value)),
    typed: (value: bigint) => long(value, true),
  },
  FP32: {
    element: fc.float(),
    field: 'fp32_contents',
    raw: (value: number) => bytesOf(4, bytes => bytes.writeFloatLE(value)),
  },
  FP64: {
    element: fc.double(),
    field: 'fp64_contents',
    raw: (value: number) => bytesOf(8, bytes => bytes.writeDoubleLE(value)),
  },
  FP16: {
    element: fc.constantFrom(0, 0.5, -2, 65_504, 2 ** -24, Infinity),
    field: null,
    raw: (value: number) => Buffer.from(HALVES.get(value) ?? []),
  },
  BF16: {
    element: fc.constantFrom(0, 0.5, -2, 2 ** 100),
    field: null,
    raw: (value: number) => bytesOf(4, bytes => bytes.writeFloatLE(value)).subarray(2),
  },
  BYTES: {
    ...text,
    field: 'bytes_contents',
    typed: (value: string) => Buffer.from(value, 'latin1'),
  },
};

/** Bits of IEEE 754 binary16, little-endian. */
const HALVES = new Map([
  [0, [0x00, 0x00]],
  [0.5, [0x00, 0x38]],
  [-2, [0x00, 0xc0]],
  [65_504, [0xff, 0x7b]],
  [2 ** -24, [0x01, 0x00]],
  [Infinity, [0x00, 0x7c]],
]);

const DATATYPES = Object.keys(FORMS) as Datatype[];

describe.each(DATATYPES)('%s', datatype => {
  const { element, field, raw, typed, meant } = FORMS[datatype];
  const elements = fc.array(element, { maxLength: 40 });
  const expected = (values: readonly unknown[]): readonly unknown[] =>
    meant ? values.map(value => meant(value as never)) : values;
  const same = (request: InferRequest, values: readonly unknown[]): void => {
    const found = valuesOf(keptElements(request.inputs[0].elements));
    expect(found.map(String)).toEqual(expected(values).map(String));
  };

  test('raw contents are read, wherever they lie', () => {
    fc.assert(
      fc.property(elements, fc.string({ maxLength: 9 }), (values, id) => {
        const bytes = inferRequestBytes({
          id,
          inputs: [{ name: 'x', datatype, shape: [values.length] }],
          raw_input_contents: [Buffer.concat(values.map(value => raw(value as never)))],
        });
        const request = read(bytes);
        expect(request.isBinaryWanted).toBe(true);
        same(request, values);
      }),
    );
  });

  if (field === null) {
    test('there are no typed contents', () => {
      const bytes = inferRequestBytes({ inputs: [{ name: 'x', datatype, shape: [1], contents: {} }] });
      expect(() => read(bytes)).toThrow(
        `The input "x": ${datatype} has no typed contents; send it in raw_input_contents.`,
      );
    });
    return;
  }

  test('typed contents are read as protobufjs writes them', () => {
    fc.assert(
      fc.property(elements, values => {
        const contents = { [field]: typed ? values.map(value => typed(value as never)) : values };
        const request = read(
          inferRequestBytes({ inputs: [{ name: 'x', datatype, shape: [values.length], contents }] }),
        );
        expect(request.isBinaryWanted).toBe(false);
        same(request, values);
      }),
    );
  });

  test('typed contents are read in pieces, packed and not, in several messages', () => {
    fc.assert(
      fc.property(fc.array(fc.array(element, { maxLength: 4 }), { maxLength: 5 }), pieces => {
        const values = pieces.flat();
        const bytes = requestInPieces(
          datatype,
          field,
          pieces.map(piece => (typed ? piece.map(value => typed(value as never)) : piece)),
        );
        same(read(bytes), values);
      }),
    );
  });

  test('another number of elements than the shape says is refused', () => {
    const [value] = fc.sample(element, { numRuns: 1, seed: 1 });
    const contents = { [field]: [typed ? typed(value as never) : value] };
    const bytes = inferRequestBytes({ inputs: [{ name: 'x', datatype, shape: [2, 1], contents }] });
    expect(() => read(bytes)).toThrow(
      `The input "x" has 1 elements of the datatype ${datatype} in ${field}; its shape makes 2.`,
    );
  });
});

/** The bytes of a request whose elements lie in several `contents`, every other piece element by element. */
function requestInPieces(datatype: Datatype, field: string, pieces: readonly (readonly unknown[])[]): Buffer {
  const type = messageType('InferTensorContents');
  const count = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const input = protobuf.Writer.create();
  input.uint32((1 << 3) | 2).string('x');
  input.uint32((2 << 3) | 2).string(datatype);
  input.uint32(3 << 3).int64(count);
  pieces.forEach((piece, i) => {
    const contents = type.encode({ [field]: piece }).finish();
    const alone = piece.map(value => type.encode({ [field]: [value] }).finish());
    input.uint32((5 << 3) | 2).bytes(i % 2 === 0 ? contents : unpacked(alone));
  });
  const request = protobuf.Writer.create();
  return Buffer.from(
    request
      .uint32((5 << 3) | 2)
      .bytes(input.finish())
      .finish(),
  );
}

/** The same elements, each with a tag of its own. */
function unpacked(alone: readonly Uint8Array[]): Uint8Array {
  const wireTypes: Readonly<Record<number, number>> = { 6: 5, 7: 1, 8: 2 };
  return Buffer.concat(
    alone.map(bytes => {
      const field = bytes[0] >> 3;
      if (field === 8) return bytes;
      return Buffer.concat([Buffer.of((field << 3) | (wireTypes[field] ?? 0)), bytes.subarray(2)]);
    }),
  );
}

const fp32 = { name: 'x', datatype: 'FP32', shape: [1] };
const one = Buffer.from(Float32Array.of(1).buffer);

test.each([
  [
    'fewer raw entries than inputs',
    { inputs: [fp32, { ...fp32, name: 'y' }], raw_input_contents: [one] },
    'The request has 1 raw_input_contents for 2 inputs; send one for each input, in their order.',
  ],
  [
    'raw and typed contents at once',
    { inputs: [{ ...fp32, contents: { fp32_contents: [1] } }], raw_input_contents: [one] },
    'The input "x" has contents although the request has raw_input_contents; send all inputs in one form.',
  ],
  [
    'a datatype that there is not',
    { inputs: [{ ...fp32, datatype: 'FLOAT' }], raw_input_contents: [one] },
    /^The input "x" has the datatype "FLOAT"; expected one of BOOL, /,
  ],
  [
    'no datatype',
    { inputs: [{ name: 'x', shape: [1] }] },
    /^The input "x" has the datatype ""; expected one of/,
  ],
  [
    'a negative size',
    { inputs: [{ ...fp32, shape: [-1, 2] }], raw_input_contents: [one] },
    'The input "x" has the shape [-1,2]; expected sizes from 0 that a request can hold.',
  ],
  [
    'a size beyond all bounds',
    { inputs: [{ ...fp32, shape: Array(5).fill(2 ** 31) }], raw_input_contents: [one] },
    /expected sizes from 0 that a request can hold/,
  ],
  [
    'raw bytes that are too few',
    { inputs: [{ ...fp32, shape: [2] }], raw_input_contents: [one] },
    'The input "x" has 4 bytes; its shape and the datatype FP32 make 8.',
  ],
  [
    'elements in the field of another datatype',
    { inputs: [{ ...fp32, contents: { fp64_contents: [1] } }] },
    'The input "x": elements of the datatype FP32 belong into fp32_contents, not into fp64_contents.',
  ],
  [
    'an element beyond its datatype',
    { inputs: [{ name: 'x', datatype: 'INT8', shape: [2], contents: { int_contents: [1, 128] } }] },
    'The input "x": element 1 is 128, which no INT8 can be.',
  ],
  [
    'an element below its datatype',
    { inputs: [{ name: 'x', datatype: 'INT16', shape: [1], contents: { int_contents: [-32_769] } }] },
    'The input "x": element 0 is -32769, which no INT16 can be.',
  ],
])('%s are refused', (_, request, message) => {
  const bytes = inferRequestBytes(request);
  expect(() => read(bytes)).toThrow(message);
  expect(() => read(bytes)).toThrow(BadRequest);
});

test('contents of a later version and empty lists of other datatypes are no elements', () => {
  const later = protobuf.Writer.create()
    .uint32((12 << 3) | 2)
    .string('later')
    .uint32((7 << 3) | 2)
    .bytes(Buffer.of())
    .finish();
  const contents = Buffer.concat([
    later,
    messageType('InferTensorContents')
      .encode({ fp32_contents: [2] })
      .finish(),
  ]);
  const input = protobuf.Writer.create()
    .uint32((1 << 3) | 2)
    .string('x')
    .uint32((2 << 3) | 2)
    .string('FP32')
    .uint32(3 << 3)
    .int64(1)
    .uint32((5 << 3) | 2)
    .bytes(contents)
    .finish();
  const bytes = Buffer.from(
    protobuf.Writer.create()
      .uint32((5 << 3) | 2)
      .bytes(input)
      .finish(),
  );
  expect(valuesOf(keptElements(read(bytes).inputs[0].elements))).toEqual([2]);
});

test('a damaged list of numbers is refused', () => {
  const contents = Buffer.of((3 << 3) | 2, 2, 0x80, 0x80);
  const input = { ...fp32, datatype: 'INT64', shape: [0] };
  const head = messageType('ModelInferRequest.InferInputTensor').encode(input).finish();
  const bytes = protobuf.Writer.create()
    .uint32((5 << 3) | 2)
    .bytes(Buffer.concat([head, Buffer.of((5 << 3) | 2, contents.length), contents]))
    .finish();
  expect(() => read(Buffer.from(bytes))).toThrow(BadRequest);
});

test('integers that are short take four bytes each', () => {
  const contents = { int64_contents: Array(1_000).fill(100) };
  const bytes = inferRequestBytes({ inputs: [{ name: 'x', datatype: 'INT64', shape: [1_000], contents }] });
  expect(keptElements(read(bytes).inputs[0].elements).values).toBeInstanceOf(Int32Array);
});

test('long lists are read in slices', () => {
  let nowMs = 0;
  const clock = new SliceClock(() => (nowMs += 3));
  const contents = { int_contents: Array(300_000).fill(1) };
  const bytes = inferRequestBytes({ inputs: [{ name: 'x', datatype: 'INT8', shape: [300_000], contents }] });
  const reading = inferRequestOf(finish(readInferMessage(bytes, clock)), clock);
  let pauses = 0;
  while (!reading.next().done) pauses++;
  expect(pauses).toBeGreaterThan(10);
});

test('the answer is asked for in the form of the inputs, all outputs or those that are named', () => {
  const typed = { inputs: [{ ...fp32, contents: { fp32_contents: [1] } }] };
  const raw = { inputs: [fp32], raw_input_contents: [one] };
  expect(read(inferRequestBytes(typed))).toMatchObject({ id: null, outputs: null, isBinaryWanted: false });
  expect(read(inferRequestBytes({ ...raw, id: 'r1', outputs: [{ name: 'ctr' }] }))).toMatchObject({
    id: 'r1',
    outputs: [{ name: 'ctr', isBinary: true }],
    isBinaryWanted: true,
  });
});

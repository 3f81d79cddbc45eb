import { InvalidModelFile, UnsupportedModel } from '../errors';
import { readPickle } from './pickle-reader';
import { TorchObjects } from './torch-objects';

const storages: Readonly<Record<string, Buffer>> = {
  '0': Buffer.from(Float32Array.of(1, 2, 3, 4, 5, 6).buffer),
};

/** Reads opcodes, written as text with one character a byte, of a pickle that goes on to its end. */
function read(opcodes: string, maxElements = 100) {
  const objects = new TorchObjects(key => storages[key] ?? Buffer.of(), maxElements);
  return readPickle(Buffer.from(`\x80\x02${opcodes}.`, 'latin1'), objects);
}

function text(value: string): string {
  const utf8 = Buffer.from(value).toString('latin1');
  return `X${String.fromCharCode(utf8.length)}\0\0\0${utf8}`;
}

const STORAGE = `(${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}K\x06tQ`;
const tensor = (offset: number, shape: string, strides: string): string =>
  `ctorch._utils\n_rebuild_tensor_v2\n(${STORAGE}K${String.fromCharCode(offset)}(${shape}t(${strides}t\x89ccollections\nOrderedDict\n)RtR`;

test.each<[string, string, unknown]>([
  ['None', 'N', null],
  ['booleans', '\x88', true],
  ['a byte', 'K\xff', 255],
  ['two bytes', 'M\x01\x02', 513],
  ['a negative integer', 'J\xfe\xff\xff\xff', -2],
  ['a long integer', '\x8a\x05\0\0\0\0\x01', 2 ** 32],
  ['a negative long integer', '\x8a\x01\xff', -1],
  ['a long integer of no bytes', '\x8a\0', 0],
  ['a float', 'G\x3f\xf8\0\0\0\0\0\0', 1.5],
  ['a text', text('añ'), 'añ'],
  ['a list', ']K\x01a', { kind: 'list', items: [1] }],
  ['a list of several', '](K\x01K\x02e', { kind: 'list', items: [1, 2] }],
  ['nothing', ')', { kind: 'tuple', items: [] }],
  ['a pair', 'K\x01K\x02\x86', { kind: 'tuple', items: [1, 2] }],
  ['a tuple', '(K\x01K\x02K\x03K\x04t', { kind: 'tuple', items: [1, 2, 3, 4] }],
  ['a value that is used twice', 'K\x07q\x00h\x00\x86', { kind: 'tuple', items: [7, 7] }],
  ['one of many values', 'K\x07r\0\x01\0\0j\0\x01\0\0\x86', { kind: 'tuple', items: [7, 7] }],
])('%s', (_, opcodes, expected) => {
  expect(read(opcodes)).toEqual(expected);
});

test('dicts, ordered ones and those with attributes', () => {
  const entries = new Map<string, number>([
    ['a', 1],
    ['b', 2],
  ]);
  expect(read(`}${text('a')}K\x01s${text('b')}K\x02s`)).toEqual({ kind: 'dict', entries });
  expect(read(`ccollections\nOrderedDict\n)R(${text('a')}K\x01${text('b')}K\x02u}b`)).toEqual({
    kind: 'dict',
    entries,
  });
});

test('a tensor is read through its offset and strides', () => {
  expect(read(tensor(1, 'K\x02K\x02', 'K\x01K\x03'))).toEqual({
    kind: 'tensor',
    tensor: { shape: [2, 2], values: Float32Array.of(2, 5, 3, 6) },
  });
  expect(read(tensor(0, 'K\x00K\x02', 'K\x02K\x01'))).toMatchObject({ tensor: { shape: [0, 2] } });
  expect(read(tensor(5, '', ''))).toMatchObject({ tensor: { shape: [], values: Float32Array.of(6) } });
});

test.each([
  ['beyond its storage', tensor(3, 'K\x02K\x02', 'K\x02K\x01')],
  ['larger than its storage by strides of 0', tensor(0, 'K\x07', 'K\x00')],
  ['too large to be counted', tensor(0, 'J\xff\xff\xff\x7f'.repeat(3), 'K\x01K\x01K\x01')],
  ['of negative size', tensor(0, 'J\xff\xff\xff\xff', 'K\x01')],
  ['with fewer strides than axes', tensor(0, 'K\x02K\x02', 'K\x01')],
  ['whose shape holds no numbers', tensor(0, 'N', 'K\x01')],
  ['of too many axes', tensor(0, 'K\x01'.repeat(9), 'K\x01'.repeat(9))],
])('a tensor %s is refused', (_, opcodes) => {
  expect(() => read(opcodes)).toThrow(InvalidModelFile);
});

test('tensors that share a storage may not grow beyond the file', () => {
  const one = tensor(0, 'K\x06', 'K\x01');
  expect(() => read(`(${one}${one}t`, 12)).not.toThrow();
  expect(() => read(`(${one}${one}t`, 11)).toThrow('the tensors hold more numbers than the file');
});

test.each([
  ['cos\nsystem\n(X\x02\0\0\0ls\x85R', '"os.system"'],
  ['cbuiltins\neval\n', '"builtins.eval"'],
  ['ctorch.nn.modules.linear\nLinear\n', '"torch.nn.modules.linear.Linear"'],
  ['ctorch\nload\n', '"torch.load"'],
])('the name in %j is refused before anything is made of it', (opcodes, name) => {
  expect(() => read(opcodes)).toThrow(UnsupportedModel);
  expect(() => read(opcodes)).toThrow(`the file refers to ${name}`);
});

test.each([
  ['LongStorage', 'torch.LongStorage'],
  ['BFloat16Storage', 'torch.BFloat16Storage'],
])('a %s is refused', (name, message) => {
  expect(() => read(STORAGE.replace('FloatStorage', name))).toThrow(message);
});

test.each([
  ['another protocol', '\x80\x04N', 'pickle protocol 4'],
  ['a name without an end', 'cos\n', 'line without an end'],
  ['an object by its class', ')\x81', 'pickle opcode 0x81 at byte 3'],
  ['an instance of old', '(ios\nsystem\n', 'pickle opcode 0x69'],
  ['a call of a text', `${text('f')})R`, 'a call of "f" with a tuple'],
  ['a call of a storage', 'ctorch\nFloatStorage\n)R', 'a call of "torch FloatStorage"'],
  ['an ordered dict of arguments', 'ccollections\nOrderedDict\nK\x01\x85R', 'a call of'],
  ['a tensor of nothing', 'ctorch._utils\n_rebuild_tensor_v2\n)R', 'a tensor without a storage'],
  [
    'a tensor without sizes',
    `ctorch._utils\n_rebuild_tensor_v2\n(${STORAGE}K\0tR`,
    'a tensor without a shape',
  ],
  ['a reference to something else', 'K\x01Q', '1 is no reference to a storage'],
  ['items for a number', 'K\x01K\x02a', 'items for 1'],
  ['entries for a list', `]${text('a')}K\x01s`, 'entries for a list'],
  ['a key without a value', '}(K\x01u', 'a key without a value'],
  ['a list as a key', '}]Ns', 'a list as a key'],
  ['a state for a number', 'K\x01Nb', 'a state for 1'],
  ['a reference to nothing', 'h\x05', 'reference to value 5'],
  ['an empty stack', '', 'a value is missing'],
  ['a pair of one', 'K\x01\x86', 'a value is missing'],
  ['a tuple without a mark', 'K\x01t', 'a mark is missing'],
  ['a text that ends early', 'X\xff\xff\xff\xffabc', 'the pickle ends early'],
])('%s is refused', (_, opcodes, message) => {
  expect(() => read(opcodes)).toThrow(message);
});

describe('NumPy', () => {
  const bytes = (content: string): string => `c_codecs\nencode\n${text(content)}${text('latin1')}\x86R`;
  const type = (code: string, order = '<'): string =>
    `cnumpy\ndtype\n${text(code)}\x89\x88\x87R(K\x03${text(order)}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb`;
  const array = (shape: string, kind: string, content: string): string =>
    `cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85${bytes('b')}\x87R(K\x01(${shape}t${kind}\x89${bytes(content)}tb`;
  const scalar = (kind: string, content: string): string =>
    `cnumpy._core.multiarray\nscalar\n${kind}${bytes(content)}\x86R`;

  test.each([
    ['f8', '\0\0\0\0\0\0\x70\x3f', 2 ** -8],
    ['f4', '\0\0\x20\xc1', -10],
    ['i8', '\xfe\xff\xff\xff\xff\xff\xff\xff', -2],
    ['i4', '\x01\x01\0\0', 257],
  ])('numbers of type %s', (code, content, value) => {
    expect(read(scalar(type(code), content))).toBe(value);
    expect(read(array('K\x02', type(code), content + content))).toEqual({
      kind: 'numpy array',
      values: [value, value],
    });
  });

  test.each([
    ['matrices', array('K\x01K\x01', type('f4'), 'abcd'), 'no list of numbers'],
    ['a length that is not there', array('K\x02', type('f4'), 'abcd'), 'no list of numbers'],
    ['texts', array('K\x01', type('U4'), 'abcd'), 'NumPy numbers of type "U4"'],
    ['big-endian numbers', scalar(type('f4', '>'), 'abcd'), 'big-endian'],
    ['a number of no bytes', scalar(type('f8'), 'abcd'), 'a call of'],
    ['numbers without a type', scalar('N', 'abcd'), 'without type or content'],
  ])('%s are refused', (_, opcodes, message) => {
    expect(() => read(opcodes)).toThrow(message);
  });
});

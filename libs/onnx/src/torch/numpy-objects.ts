import { damaged, unsupported } from './checkpoint-error';
import { describePickle, isKind, type PickleValue } from './pickle-value';

const TYPE = 'numpy dtype';
const ARRAY_CLASS = 'numpy ndarray';
const ENCODE = '_codecs encode';
// NumPy 2 renamed the module.
const RECONSTRUCT = ['numpy.core.multiarray _reconstruct', 'numpy._core.multiarray _reconstruct'];
const SCALAR = ['numpy.core.multiarray scalar', 'numpy._core.multiarray scalar'];

/** The names under which NumPy's numbers and arrays are pickled. */
export const NUMPY_GLOBALS: ReadonlySet<string> = new Set([
  TYPE,
  ARRAY_CLASS,
  ENCODE,
  ...RECONSTRUCT,
  ...SCALAR,
]);

/** Makes numbers and one-dimensional arrays of NumPy; both methods leave to others what is none of these. */
export class NumpyObjects {
  call(callee: string, args: readonly PickleValue[]): PickleValue | undefined {
    const [first, second] = args;
    if (callee === TYPE && typeof first === 'string') return { kind: 'numpy type', code: first };
    if (callee === ENCODE && typeof first === 'string' && second === 'latin1') {
      return { kind: 'bytes', bytes: Buffer.from(first, 'latin1') };
    }
    if (RECONSTRUCT.includes(callee)) return { kind: 'numpy array', values: [] };
    if (SCALAR.includes(callee)) return numbers(first, second)[0];
    return undefined;
  }

  /** @returns whether `target` is an object of NumPy */
  setState(target: PickleValue, state: PickleValue): boolean {
    const items = isKind(state, 'tuple') ? state.items : [];
    if (isKind(target, 'numpy type')) {
      if (items[1] === '>') unsupported('big-endian numbers', 'Save it again on a little-endian machine.');
      return true;
    }
    if (!isKind(target, 'numpy array')) return false;
    const [, shape, type, , content] = items;
    target.values = numbers(type, content);
    if (!isKind(shape, 'tuple') || shape.items.length !== 1 || shape.items[0] !== target.values.length) {
      damaged('a NumPy array that is no list of numbers', 'data.pkl');
    }
    return true;
  }
}

function numbers(type: PickleValue | undefined, content: PickleValue | undefined): number[] {
  if (!isKind(type, 'numpy type') || !isKind(content, 'bytes')) {
    return damaged('NumPy numbers without type or content', 'data.pkl');
  }
  const { bytes } = content;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = (width: number, read: (at: number) => number): number[] =>
    Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => read(i * width));
  switch (type.code) {
    case 'f8':
      return all(8, at => view.getFloat64(at, true));
    case 'f4':
      return all(4, at => view.getFloat32(at, true));
    case 'i8':
      return all(8, at => Number(view.getBigInt64(at, true)));
    case 'i4':
      return all(4, at => view.getInt32(at, true));
    default:
      return unsupported(
        `NumPy numbers of type ${describePickle(type.code)}`,
        'Save them as lists: x.tolist().',
      );
  }
}

import { damaged, unsupported } from './checkpoint-error';
import { NUMPY_GLOBALS, NumpyObjects } from './numpy-objects';
import type { PickleObjects } from './pickle-reader';
import { describePickle, isKind, type PickleValue } from './pickle-value';
import { storageOf, type Storage } from './storage';
import { elementCount, readStrided } from './strided-tensor';

const TENSOR = 'torch._utils _rebuild_tensor_v2';
const ORDERED_DICT = 'collections OrderedDict';
const STORAGE = /^torch (\w+Storage)$/;

/**
 * What the pickle of a checkpoint may hold beside plain values: tensors, ordered dicts and NumPy's numbers and
 * arrays. Everything else is refused by name.
 */
export class TorchObjects implements PickleObjects {
  readonly #readStorage: (key: string) => Uint8Array;
  readonly #numpy = new NumpyObjects();
  #elementsLeft: number;

  /**
   * @param readStorage the bytes of a storage by its key
   * @param maxElements in all tensors together: tensors can share a storage, so that the size of the file alone
   * does not bound what they take
   */
  constructor(readStorage: (key: string) => Uint8Array, maxElements: number) {
    this.#readStorage = readStorage;
    this.#elementsLeft = maxElements;
  }

  assertKnown(global: string): void {
    if (global === TENSOR || global === ORDERED_DICT || NUMPY_GLOBALS.has(global) || STORAGE.test(global))
      return;
    unsupported(
      `the file refers to ${describePickle(global.replace(' ', '.'))}, which a checkpoint of tensors, numbers and texts does not need`,
      'Save the state_dict and plain values, not the model object.',
    );
  }

  persistent(id: PickleValue): PickleValue {
    const [tag, type, key] = isKind(id, 'tuple') ? id.items : [];
    const name = isKind(type, 'global') ? STORAGE.exec(type.name)?.[1] : undefined;
    if (tag !== 'storage' || name === undefined || typeof key !== 'string') {
      return damaged(`${describePickle(id)} is no reference to a storage`, 'data.pkl');
    }
    return { kind: 'storage', storage: storageOf(name, this.#readStorage(key)) };
  }

  call(callee: string, args: readonly PickleValue[]): PickleValue {
    if (callee === ORDERED_DICT && args.length === 0) return { kind: 'dict', entries: new Map() };
    if (callee === TENSOR) return this.#tensor(args);
    return this.#numpy.call(callee, args) ?? damaged(`a call of ${describePickle(callee)}`, 'data.pkl');
  }

  setState(target: PickleValue, state: PickleValue): void {
    // A state_dict carries the versions of its modules as an attribute, which says nothing of the tensors.
    if (isKind(target, 'dict') && isKind(state, 'dict')) return;
    if (!this.#numpy.setState(target, state)) damaged(`a state for ${describePickle(target)}`, 'data.pkl');
  }

  #tensor([source, offset, shape, strides]: readonly PickleValue[]): PickleValue {
    if (!isKind(source, 'storage') || typeof offset !== 'number') {
      return damaged('a tensor without a storage', 'data.pkl');
    }
    const layout = { offset, shape: sizes(shape), strides: sizes(strides) };
    return { kind: 'tensor', tensor: this.#read(source.storage, layout) };
  }

  #read(storage: Storage, layout: Parameters<typeof readStrided>[1]) {
    const count = elementCount(layout.shape);
    if (count > this.#elementsLeft) damaged('the tensors hold more numbers than the file', 'data.pkl');
    this.#elementsLeft -= count;
    return readStrided(storage, layout, 'data.pkl');
  }
}

function sizes(value: PickleValue | undefined): readonly number[] {
  const items = isKind(value, 'tuple') ? value.items : damaged('a tensor without a shape', 'data.pkl');
  return items.map(item => (typeof item === 'number' ? item : NaN));
}

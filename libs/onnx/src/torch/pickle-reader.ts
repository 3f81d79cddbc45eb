import { damaged, unsupported } from './checkpoint-error';
import { describePickle, isKind, type PickleValue } from './pickle-value';

/** What the objects in a pickle mean; names and arguments come from the file and are to be checked. */
export interface PickleObjects {
  /** Called for every name of a class or function; throws for those that are not known. */
  assertKnown(global: string): void;
  persistent(id: PickleValue): PickleValue;
  call(callee: string, args: readonly PickleValue[]): PickleValue;
  setState(target: PickleValue, state: PickleValue): void;
}

const CODE = {
  mark: 0x28, // (
  emptyTuple: 0x29, // )
  stop: 0x2e, // .
  binFloat: 0x47, // G
  binInt: 0x4a, // J
  binInt1: 0x4b, // K
  binInt2: 0x4d, // M
  none: 0x4e, // N
  binPersistentId: 0x51, // Q
  reduce: 0x52, // R
  binUnicode: 0x58, // X
  emptyList: 0x5d, // ]
  append: 0x61, // a
  build: 0x62, // b
  global: 0x63, // c
  appends: 0x65, // e
  binGet: 0x68, // h
  longBinGet: 0x6a, // j
  binPut: 0x71, // q
  longBinPut: 0x72, // r
  setItem: 0x73, // s
  tuple: 0x74, // t
  setItems: 0x75, // u
  emptyDict: 0x7d, // }
  protocol: 0x80,
  tuple1: 0x85,
  tuple2: 0x86,
  tuple3: 0x87,
  newTrue: 0x88,
  newFalse: 0x89,
  long1: 0x8a,
} as const;

/**
 * Reads a pickle of protocol 2, which `torch.save` writes, with the opcodes that plain values and tensors need
 * (https://github.com/python/cpython/blob/main/Lib/pickletools.py). Nothing is imported or run: what classes and
 * functions stand for is decided by `objects` alone.
 *
 * @throws InvalidModelFile with the byte offset, if the bytes end early or make no sense
 * @throws UnsupportedModel if an opcode or object is none of these
 */
export function readPickle(bytes: Uint8Array, objects: PickleObjects): PickleValue {
  return new PickleReader(bytes, objects).document();
}

class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #objects: PickleObjects;
  readonly #memo = new Map<number, PickleValue>();
  /** The values since the last mark, and those before each mark that is still open. */
  #stack: PickleValue[] = [];
  readonly #outer: PickleValue[][] = [];
  #position = 0;

  constructor(bytes: Uint8Array, objects: PickleObjects) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#objects = objects;
  }

  document(): PickleValue {
    for (;;) {
      const opcode = this.#view.getUint8(this.#take(1));
      if (opcode === CODE.stop) return this.#pop();
      this.#run(opcode);
    }
  }

  #run(opcode: number): void {
    switch (opcode) {
      case CODE.protocol:
        return this.#checkProtocol();
      case CODE.mark:
        this.#outer.push(this.#stack);
        this.#stack = [];
        return;
      case CODE.binPut:
        return this.#memoize(this.#view.getUint8(this.#take(1)));
      case CODE.longBinPut:
        return this.#memoize(this.#view.getUint32(this.#take(4), true));
      case CODE.append:
        return this.#append([this.#pop()]);
      case CODE.appends:
        return this.#append(this.#sinceMark());
      case CODE.setItem: {
        const value = this.#pop();
        return this.#setItems([this.#pop(), value]);
      }
      case CODE.setItems:
        return this.#setItems(this.#sinceMark());
      case CODE.build: {
        const state = this.#pop();
        return this.#objects.setState(this.#top(), state);
      }
      default: {
        // Read first: at a mark it replaces the stack.
        const value = this.#value(opcode);
        this.#stack.push(value);
      }
    }
  }

  /** What an opcode puts on the stack. */
  #value(opcode: number): PickleValue {
    switch (opcode) {
      case CODE.none:
        return null;
      case CODE.newTrue:
        return true;
      case CODE.newFalse:
        return false;
      case CODE.binInt:
        return this.#view.getInt32(this.#take(4), true);
      case CODE.binInt1:
        return this.#view.getUint8(this.#take(1));
      case CODE.binInt2:
        return this.#view.getUint16(this.#take(2), true);
      case CODE.long1:
        return this.#long();
      case CODE.binFloat:
        return this.#view.getFloat64(this.#take(8));
      case CODE.binUnicode:
        return this.#text(this.#view.getUint32(this.#take(4), true));
      case CODE.emptyList:
        return { kind: 'list', items: [] };
      case CODE.emptyDict:
        return { kind: 'dict', entries: new Map() };
      case CODE.emptyTuple:
        return { kind: 'tuple', items: [] };
      case CODE.tuple1:
      case CODE.tuple2:
      case CODE.tuple3:
        return { kind: 'tuple', items: this.#popMany(opcode - CODE.tuple1 + 1) };
      case CODE.tuple:
        return { kind: 'tuple', items: this.#sinceMark() };
      case CODE.binGet:
        return this.#recall(this.#view.getUint8(this.#take(1)));
      case CODE.longBinGet:
        return this.#recall(this.#view.getUint32(this.#take(4), true));
      case CODE.global:
        return this.#global();
      case CODE.binPersistentId:
        return this.#objects.persistent(this.#pop());
      case CODE.reduce:
        return this.#reduce();
      default:
        return unsupported(
          `pickle opcode 0x${opcode.toString(16).padStart(2, '0')} at byte ${this.#position - 1} of data.pkl`,
          'Save plain numbers, texts, lists, dicts and tensors with torch.save and its default pickle_protocol.',
        );
    }
  }

  #checkProtocol(): void {
    const version = this.#view.getUint8(this.#take(1));
    if (version !== 2) {
      unsupported(
        `pickle protocol ${version}`,
        'Save it with torch.save and its default pickle_protocol, which is 2.',
      );
    }
  }

  #global(): PickleValue {
    const name = `${this.#line()} ${this.#line()}`;
    this.#objects.assertKnown(name);
    return { kind: 'global', name };
  }

  #reduce(): PickleValue {
    const args = this.#pop();
    const callee = this.#pop();
    if (!isKind(callee, 'global') || !isKind(args, 'tuple')) {
      return this.#fail(`a call of ${describePickle(callee)} with ${describePickle(args)}`);
    }
    return this.#objects.call(callee.name, args.items);
  }

  /** Integers beyond 32 bits: little-endian two's complement. */
  #long(): number {
    const size = this.#view.getUint8(this.#take(1));
    const start = this.#take(size);
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i] ?? 0);
    return Number(BigInt.asIntN(size * 8, value));
  }

  #append(values: readonly PickleValue[]): void {
    const list = this.#top();
    if (!isKind(list, 'list')) return this.#fail(`items for ${describePickle(list)}`);
    for (const value of values) list.items.push(value);
  }

  #setItems(pairs: readonly PickleValue[]): void {
    const dict = this.#top();
    if (!isKind(dict, 'dict')) return this.#fail(`entries for ${describePickle(dict)}`);
    if (pairs.length % 2 !== 0) return this.#fail('a key without a value');
    for (let i = 0; i < pairs.length; i += 2) {
      const [key, value = null] = pairs.slice(i, i + 2);
      if (typeof key !== 'string' && typeof key !== 'number')
        return this.#fail(`${describePickle(key)} as a key`);
      dict.entries.set(key, value);
    }
  }

  #memoize(index: number): void {
    this.#memo.set(index, this.#top());
  }

  #recall(index: number): PickleValue {
    const value = this.#memo.get(index);
    return value === undefined ? this.#fail(`reference to value ${index}, which is not there`) : value;
  }

  #sinceMark(): PickleValue[] {
    const values = this.#stack;
    const outer = this.#outer.pop();
    if (!outer) return this.#fail('a mark is missing');
    this.#stack = outer;
    return values;
  }

  #popMany(count: number): PickleValue[] {
    if (this.#stack.length < count) return this.#fail('a value is missing');
    return this.#stack.splice(-count);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    return value === undefined ? this.#fail('a value is missing') : value;
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    return value === undefined ? this.#fail('a value is missing') : value;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) return this.#fail('a line without an end');
    const text = this.#text(end - this.#position);
    this.#position++;
    return text;
  }

  #text(length: number): string {
    const start = this.#take(length);
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, length).toString('utf8');
  }

  /** Moves on by `byteCount` and returns where it was; the one place that guards the end of the bytes. */
  #take(byteCount: number): number {
    const start = this.#position;
    if (byteCount > this.#bytes.length - start) {
      this.#fail(`the pickle ends early, ${byteCount} more bytes expected`);
    }
    this.#position += byteCount;
    return start;
  }

  #fail(what: string): never {
    return damaged(what, `byte ${this.#position} of data.pkl`);
  }
}

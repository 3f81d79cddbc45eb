import type { Storage } from './storage';
import type { FloatTensor } from './strided-tensor';

/** Grows while it is read. */
export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<string | number, PickleValue>;
}

/** A class or function by name, such as `collections OrderedDict`; it is never loaded or called. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** The element type of NumPy numbers, such as `f8`. */
export interface NumpyType {
  readonly kind: 'numpy type';
  readonly code: string;
}

/** A one-dimensional NumPy array: made empty, its values set afterwards. */
export interface NumpyArray {
  readonly kind: 'numpy array';
  values: readonly number[];
}

export type PickleObject =
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | NumpyType
  | NumpyArray
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'storage'; readonly storage: Storage }
  | { readonly kind: 'tensor'; readonly tensor: FloatTensor };

/** What the pickles of checkpoints are made of. */
export type PickleValue = null | boolean | number | string | PickleObject;

/** Whether a value is an object of that kind. */
export function isKind<K extends PickleObject['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleObject, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** What a value is, in a few words for messages. */
export function describePickle(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return typeof value === 'object' && value !== null ? `a ${value.kind}` : String(value);
}

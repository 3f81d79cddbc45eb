import { unsupported } from './checkpoint-error';

const WIDTHS = { FloatStorage: 4, DoubleStorage: 8, HalfStorage: 2 } as const;
export type StorageType = keyof typeof WIDTHS;

/** The numbers under one or more tensors, little-endian, as they lie in the file. */
export interface Storage {
  readonly type: StorageType;
  readonly bytes: Uint8Array;
  readonly length: number;
}

/**
 * @param name such as `FloatStorage`
 * @throws UnsupportedModel for other than floating-point numbers of 16, 32 and 64 bits
 */
export function storageOf(name: string, bytes: Uint8Array): Storage {
  if (!isStorageType(name)) {
    return unsupported(`tensors in a torch.${name}`, 'Save the model as float32: model.float().');
  }
  return { type: name, bytes, length: Math.floor(bytes.length / WIDTHS[name]) };
}

/** A function that reads element i, rounded to float32. */
export function elementReader({ type, bytes }: Storage): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'FloatStorage':
      return i => view.getFloat32(i * 4, true);
    case 'DoubleStorage':
      return i => Math.fround(view.getFloat64(i * 8, true));
    case 'HalfStorage':
      return i => halfToNumber(view.getUint16(i * 2, true));
  }
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function isStorageType(name: string): name is StorageType {
  return Object.hasOwn(WIDTHS, name);
}

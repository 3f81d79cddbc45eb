import type { Attribute } from '@reckit/onnx';

export function int(value: number): Attribute {
  return { kind: 'int', value };
}

export function ints(value: readonly number[]): Attribute {
  return { kind: 'ints', value };
}

export function float(value: number): Attribute {
  return { kind: 'float', value };
}

export function text(value: string): Attribute {
  return { kind: 'string', value };
}

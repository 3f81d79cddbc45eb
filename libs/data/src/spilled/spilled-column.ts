import type { RawColumn } from '../columns/feature-collector';
import { ArrayFile } from './array-file';
import type { Scratch } from './scratch';

/** A column on disk, of which any rows can be read; the texts of its values stay in memory. */
export interface SpilledColumn {
  /** Writes further rows. */
  append(rows: RawColumn): void;
  /** The rows from `begin` up to `end`, as a column of their own. */
  read(begin: number, end: number): RawColumn;
  remove(): void;
}

/** An empty column of a kind. @throws NotSpilled */
export function spilledColumn(kind: RawColumn['kind'], scratch: Scratch): SpilledColumn {
  switch (kind) {
    case 'numeric':
      return new NumericFile(scratch);
    case 'category':
      return new CategoryFile(scratch);
    case 'sequence':
      return new SequenceFile(scratch);
  }
}

class NumericFile implements SpilledColumn {
  readonly #values: ArrayFile<Float32Array>;

  constructor(scratch: Scratch) {
    this.#values = new ArrayFile(scratch.path('numbers'), length => new Float32Array(length));
  }

  append(rows: RawColumn): void {
    if (rows.kind !== 'numeric') throw otherKind(rows, 'numeric');
    this.#values.append(rows.values);
  }

  read(begin: number, end: number): RawColumn {
    return { kind: 'numeric', values: this.#values.read(begin, end) };
  }

  remove(): void {
    this.#values.remove();
  }
}

class CategoryFile implements SpilledColumn {
  readonly #codes: ArrayFile<Int32Array>;
  #values: readonly string[] = [];

  constructor(scratch: Scratch) {
    this.#codes = new ArrayFile(scratch.path('codes'), length => new Int32Array(length));
  }

  append(rows: RawColumn): void {
    if (rows.kind !== 'category') throw otherKind(rows, 'category');
    this.#codes.append(rows.codes);
    this.#values = rows.values;
  }

  read(begin: number, end: number): RawColumn {
    return { kind: 'category', codes: this.#codes.read(begin, end), values: this.#values };
  }

  remove(): void {
    this.#codes.remove();
  }
}

class SequenceFile implements SpilledColumn {
  /** Where each row ends, from the first row on; float64, since all codes together may be more than 2^32. */
  readonly #ends: ArrayFile<Float64Array>;
  readonly #codes: ArrayFile<Int32Array>;
  #values: readonly string[] = [];

  constructor(scratch: Scratch) {
    this.#ends = new ArrayFile(scratch.path('ends'), length => new Float64Array(length));
    this.#codes = new ArrayFile(scratch.path('codes'), length => new Int32Array(length));
  }

  append(rows: RawColumn): void {
    if (rows.kind !== 'sequence') throw otherKind(rows, 'sequence');
    const { offsets, codes, values } = rows;
    const before = this.#codes.length - offsets[0];
    this.#ends.append(Float64Array.from(offsets.subarray(1), end => before + end));
    this.#codes.append(codes.subarray(offsets[0], offsets[offsets.length - 1]));
    this.#values = values;
  }

  read(begin: number, end: number): RawColumn {
    const first = begin === 0 ? 0 : this.#ends.read(begin - 1, begin)[0];
    const ends = this.#ends.read(begin, end);
    const offsets = new Uint32Array(end - begin + 1);
    ends.forEach((rowEnd, row) => {
      offsets[row + 1] = rowEnd - first;
    });
    const codes = this.#codes.read(first, first + offsets[end - begin]);
    return { kind: 'sequence', offsets, codes, values: this.#values };
  }

  remove(): void {
    this.#ends.remove();
    this.#codes.remove();
  }
}

function otherKind({ kind }: RawColumn, expected: RawColumn['kind']): Error {
  return new Error(`Rows of a ${kind} column were given to one that is ${expected}.`);
}

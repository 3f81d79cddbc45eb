import csvScanner from './compiled/csv-scanner';
import { loadSharingKernel, sharedMemory, type SharedMemory } from './load-kernel';

/** What becomes of the cells of a column. */
export type CsvCells = 'passed' | 'numbers' | 'texts';

/** What plain separated text is like, and in which pieces it is read. */
export interface CsvShape {
  /** By column of the text. */
  readonly columns: readonly CsvCells[];
  /** A byte of ASCII. */
  readonly separator: number;
  /** Whether lines end in CR and LF; in LF alone otherwise. */
  readonly endsInCr: boolean;
  /** Bytes of a block: what is read are the lines that begin in it. */
  readonly blockBytes: number;
  /** Bytes that the last of these lines may have behind the block. */
  readonly overlapBytes: number;
  /** Blocks that are held at a time. */
  readonly slots: number;
}

/** What `assembly/csv-scanner.ts` exports. */
interface CsvScanner {
  readonly PASSED: { readonly value: number };
  readonly NUMBER: { readonly value: number };
  readonly TEXT: { readonly value: number };
  readonly FULL: { readonly value: number };
  readonly NOT_PLAIN: { readonly value: number };
  freeAt(): number;
  describe(
    plan: number,
    columns: number,
    rows: number,
    separator: number,
    endsInCr: boolean,
    unread: number,
    unreadRoom: number,
  ): void;
  scanLines(start: number, last: number, slot: number, firstRow: number): number;
  reason(): number;
  stoppedAt(): number;
  unreadCells(): number;
}

/** More than the kernel itself takes at the start of its memory. */
const KERNEL_BYTES = 4_096;
const WORD_BYTES = 4;
const PLAN_WORDS = 2;
const UNREAD_WORDS = 4;
/** Cells that may be left to the caller before it is asked to read them. */
const UNREAD_ROOM = 4_096;
/** What may be put behind the text where its last line does not end. */
const LINE_END_BYTES = 2;
/** Zeros behind the text: more than is looked at in one step. */
const PADDING_BYTES = 64;
/** Of a number, and of the two ends of a text with the whole number that it writes. */
const CELL_BYTES = { passed: 0, numbers: 8, texts: 12 } as const;
const ALIGNMENT_BYTES = 64;

/** Where in the memory of a kernel everything lies; threads that share the memory agree by it. */
export class CsvSlots {
  /** Rows that a block may have: a cell of a row takes a byte at least, with what follows it. */
  readonly mostRows: number;
  /** The bytes that one block may take, with what is behind it. */
  readonly inputBytes: number;
  /** What all takes. */
  readonly bytes: number;
  readonly planAt = KERNEL_BYTES;
  readonly unreadAt: number;
  readonly unreadRoom: number;
  readonly #slotsAt: number;
  readonly #slotBytes: number;
  /** By column of the text, from the end of the input of a slot on. */
  readonly #cellsAt: readonly number[];

  constructor({ columns, blockBytes, overlapBytes, slots }: CsvShape) {
    this.mostRows = Math.ceil(blockBytes / Math.max(2, columns.length)) + 1;
    this.inputBytes = blockBytes + overlapBytes;
    this.unreadRoom = Math.max(UNREAD_ROOM, 2 * columns.length);
    this.unreadAt = aligned(this.planAt + columns.length * PLAN_WORDS * WORD_BYTES);
    this.#slotsAt = aligned(this.unreadAt + this.unreadRoom * UNREAD_WORDS * WORD_BYTES);
    let end = aligned(this.inputBytes + LINE_END_BYTES + PADDING_BYTES);
    this.#cellsAt = columns.map(cells => {
      const at = end;
      end = aligned(end + this.mostRows * CELL_BYTES[cells]);
      return at;
    });
    this.#slotBytes = end;
    this.bytes = this.#slotsAt + slots * end;
  }

  /** Where a slot begins, with the bytes of its block. */
  inputAt(slot: number): number {
    return this.#slotsAt + slot * this.#slotBytes;
  }

  /** Where in a slot the cells of a column begin. */
  cellsAt(column: number): number {
    return this.#cellsAt[column];
  }

  /** The numbers of a column, by row. */
  numbers(buffer: SharedArrayBuffer, slot: number, column: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(buffer, this.inputAt(slot) + this.#cellsAt[column], this.mostRows);
  }

  /**
   * Where in the whole buffer the texts of a column begin and end, by row, and the whole number that a text writes in up
   * to seven digits and without a zero too many, -1 for another.
   */
  texts(
    buffer: SharedArrayBuffer,
    slot: number,
    column: number,
  ): { readonly starts: Uint32Array; readonly ends: Uint32Array; readonly wholes: Int32Array } {
    const at = this.inputAt(slot) + this.#cellsAt[column];
    return {
      starts: new Uint32Array(buffer, at, this.mostRows),
      ends: new Uint32Array(buffer, at + this.mostRows * WORD_BYTES, this.mostRows),
      wholes: new Int32Array(buffer, at + 2 * this.mostRows * WORD_BYTES, this.mostRows),
    };
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/**
 * Reads a cell that is neither empty nor a number of the kind that nearly all are: in a row of the slot, its bytes in the
 * buffer from `start` up to `end`. Returns whether it can be read.
 */
export type UnreadCellReader = (row: number, column: number, start: number, end: number) => boolean;

/** How the reading of some lines has ended. */
export type CsvEnd =
  /** They are read. */
  | 'read'
  /** There are many unread cells, and more lines to go on with when these are seen to. */
  | 'full'
  /** The next line is not plain. */
  | 'not plain';

/**
 * Reads the cells of plain separated text: without quotes or zeros, with one kind of line end, and in each line as many
 * cells as there are columns. Blank lines are passed over, unless there is one column. An empty cell is no number, NaN.
 */
export class CsvKernel {
  readonly slots: CsvSlots;
  readonly buffer: SharedArrayBuffer;
  readonly #kernel: CsvScanner;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  readonly #unread: Uint32Array<SharedArrayBuffer>;

  constructor(shape: CsvShape) {
    const slots = new CsvSlots(shape);
    const memory: SharedMemory = sharedMemory(slots.bytes);
    const kernel = loadSharingKernel<CsvScanner>(csvScanner, memory);
    if (kernel.freeAt() > KERNEL_BYTES) throw new RangeError('The CSV kernel takes more than its place.');
    this.slots = slots;
    this.buffer = memory.buffer;
    this.#kernel = kernel;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#unread = new Uint32Array(memory.buffer, slots.unreadAt, slots.unreadRoom * UNREAD_WORDS);
    const kinds = { passed: kernel.PASSED.value, numbers: kernel.NUMBER.value, texts: kernel.TEXT.value };
    const plan = new Uint32Array(memory.buffer, slots.planAt, shape.columns.length * PLAN_WORDS);
    shape.columns.forEach((cells, column) => {
      plan.set([kinds[cells], slots.cellsAt(column)], column * PLAN_WORDS);
    });
    kernel.describe(
      slots.planAt,
      shape.columns.length,
      slots.mostRows,
      shape.separator,
      shape.endsInCr,
      slots.unreadAt,
      slots.unreadRoom,
    );
  }

  /** Marks where in the buffer the bytes of a slot end: `inputBytes` behind its beginning, or with a line end more. */
  endInput(end: number): void {
    this.#bytes.fill(0, end, end + PADDING_BYTES);
  }

  /**
   * Reads lines of a slot, the first of which begins at `start` of the buffer, up to the one that would begin at `last` or
   * behind it.
   *
   * @param firstRow - the row of the slot that is read first
   * @returns how many rows the slot has; `end` and `position` say the rest
   */
  scan(slot: number, start: number, last: number, firstRow: number): number {
    return this.#kernel.scanLines(start, last, this.slots.inputAt(slot), firstRow);
  }

  /** How the last scan has ended. */
  get end(): CsvEnd {
    const reason = this.#kernel.reason();
    if (reason === this.#kernel.FULL.value) return 'full';
    return reason === this.#kernel.NOT_PLAIN.value ? 'not plain' : 'read';
  }

  /** Where in the buffer the line begins that comes next. */
  get position(): number {
    return this.#kernel.stoppedAt();
  }

  /**
   * Has the unread cells of the last scan read, row by row.
   *
   * @returns the row of the first that cannot be read, or -1
   */
  readUnread(read: UnreadCellReader): number {
    const words = this.#unread;
    const end = this.#kernel.unreadCells() * UNREAD_WORDS;
    for (let i = 0; i < end; i += UNREAD_WORDS) {
      if (!read(words[i], words[i + 1], words[i + 2], words[i + 3])) return words[i];
    }
    return -1;
  }
}

/** The part of WebAssembly's interface that is used here; its types belong to the library of browsers. */
interface Engine {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: object } },
  ) => { readonly exports: { readonly sum: ForestSum['sum'] } };
}

/**
 * Adds the leaves of one row: the inner loop of `ForestKernel`, as WebAssembly, because SIMD takes four words at
 * once and loads need no bounds checks there.
 */
export interface ForestSum {
  /** The memory of the loop: first the table of leaf sets, then the leaves. */
  readonly memory: { readonly buffer: ArrayBuffer };
  /**
   * @param a - to `h`: addresses of eight entries of the table
   * @param leaves - address of the leaf values
   * @param wordBytes - bytes of an entry, a multiple of 16
   * @returns the float32 sum of the leaves, in the order of the words
   */
  sum(
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g: number,
    h: number,
    leaves: number,
    wordBytes: number,
  ): number;
}

const PAGE_BYTES = 65_536;

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;
let compiled: object | null = null;

/** Makes a loop with a memory of at least so many bytes. */
export function createForestSum(bytes: number): ForestSum {
  const memory = new engine.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE_BYTES)) });
  compiled ??= new engine.Module(moduleBytes());
  const { exports } = new engine.Instance(compiled, { env: { memory } });
  return { memory, sum: exports.sum };
}

/** Parameters and locals of the function, by index: the eight entries are 0 to 7. */
const ENTRIES = 8;
const LEAVES = 8;
const WORD_BYTES = 9;
const OFFSET = 10;
const REACHABLE = 11;
const BITS = 12;
const SUM = 13;

const LANES = 4;
const LANE_LEAVES_BYTES = 32 * 4;

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;
const FUNCTION_TYPE = 0x60;
const EMPTY_BLOCK = 0x40;

/** Opcodes of the WebAssembly core specification 2.0 that the loop is made of. */
const op = {
  loop: [0x03, EMPTY_BLOCK],
  if: [0x04, EMPTY_BLOCK],
  end: [0x0b],
  branchIf: (depth: number) => [0x0d, depth],
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  tee: (local: number) => [0x22, local],
  loadFloat: (offset: number) => [0x2a, 2, ...unsigned(offset)],
  constant: (value: number) => [0x41, ...signed(value)],
  lessUnsigned: [0x49],
  countTrailingZeros: [0x68],
  add: [0x6a],
  shiftLeft: [0x74],
  addFloat: [0x92],
  loadVector: [0xfd, 0x00, 2, 0],
  extractLane: (lane: number) => [0xfd, 0x1b, lane],
  andVector: [0xfd, 0x4e],
} as const;

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const parameters = Array<number>(WORD_BYTES + 1).fill(I32);
  const locals = [4, 1, I32, 1, V128, 1, I32, 1, F32];
  const body = [...locals, ...loop(), ...op.get(SUM), ...op.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, FUNCTION_TYPE, parameters.length, ...parameters, 1, F32]),
    ...section(2, [1, ...text('env'), ...text('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('sum'), 0x00, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** Four words a turn: the AND of eight entries, then the leaf of each word that has one left. */
function loop(): number[] {
  const entry = (local: number): number[] => [
    ...op.get(local),
    ...op.get(OFFSET),
    ...op.add,
    ...op.loadVector,
  ];
  const others = Array.from({ length: ENTRIES - 1 }, (_, i) => [...entry(i + 1), ...op.andVector]).flat();
  return [
    ...op.loop,
    ...entry(0),
    ...others,
    ...op.set(REACHABLE),
    ...Array.from({ length: LANES }, (_, lane) => addLeaf(lane)).flat(),
    ...[...op.get(LEAVES), ...op.constant(LANES * LANE_LEAVES_BYTES), ...op.add, ...op.set(LEAVES)],
    ...[...op.get(OFFSET), ...op.constant(LANES * 4), ...op.add, ...op.tee(OFFSET)],
    ...[...op.get(WORD_BYTES), ...op.lessUnsigned, ...op.branchIf(0)],
    ...op.end,
  ];
}

function addLeaf(lane: number): number[] {
  return [
    ...[...op.get(REACHABLE), ...op.extractLane(lane), ...op.tee(BITS)],
    ...op.if,
    ...op.get(SUM),
    ...[
      ...op.get(LEAVES),
      ...op.get(BITS),
      ...op.countTrailingZeros,
      ...op.constant(2),
      ...op.shiftLeft,
      ...op.add,
    ],
    ...[...op.loadFloat(lane * LANE_LEAVES_BYTES), ...op.addFloat, ...op.set(SUM)],
    ...op.end,
  ];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): number[] {
  return [value.length, ...Buffer.from(value, 'latin1')];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128 of a number that is not negative; a set sign bit in the last byte would make it so. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}

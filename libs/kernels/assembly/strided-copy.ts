// Copies numbers from places with some strides to places with others.

const WORD_BYTES: usize = 4;
const VECTOR_BYTES: usize = 16;
const BLOCK_BYTES: usize = 64;
const LANES: i32 = 4;
const BLOCK: i32 = 16;
const AXES: i32 = 4;

/** Of the axes that are left, from the last on. */
const sizes = memory.data(AXES * 4, 4);
const outStrides = memory.data(AXES * 4, 4);
const inputStrides = memory.data(AXES * 4, 4);
let axes: i32 = 0;

/**
 * Copies [n0, n1, n2, n3] numbers of 32 bits; strides are in numbers, and 0 in the input broadcasts.
 *
 * @param o0 - of `out`, from one number along the first axis to the next
 * @param i0 - of `input`
 */
export function copy(
  out: usize,
  input: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  n3: i32,
  o0: i32,
  o1: i32,
  o2: i32,
  o3: i32,
  i0: i32,
  i1: i32,
  i2: i32,
  i3: i32,
): void {
  axes = 0;
  addAxis(n3, o3, i3);
  addAxis(n2, o2, i2);
  addAxis(n1, o1, i1);
  addAxis(n0, o0, i0);
  while (axes < AXES) put(axes++, 1, 0, 0);
  for (let i = 0; i < size(3); i++) {
    for (let j = 0; j < size(2); j++) {
      plane(
        out + <usize>j * outStride(2) + <usize>i * outStride(3),
        input + <usize>j * inputStride(2) + <usize>i * inputStride(3),
        size(1),
        size(0),
        outStride(1),
        outStride(0),
        inputStride(1),
        inputStride(0),
      );
    }
  }
}

@inline
function size(axis: i32): i32 {
  return load<i32>(sizes + ((<usize>axis) << 2));
}

/** In bytes. */
@inline
function outStride(axis: i32): usize {
  return (<usize>load<i32>(outStrides + ((<usize>axis) << 2))) << 2;
}

@inline
function inputStride(axis: i32): usize {
  return (<usize>load<i32>(inputStrides + ((<usize>axis) << 2))) << 2;
}

function put(axis: i32, n: i32, o: i32, i: i32): void {
  const at = (<usize>axis) << 2;
  store<i32>(sizes + at, n);
  store<i32>(outStrides + at, o);
  store<i32>(inputStrides + at, i);
}

/** Leaves out what has one number, and makes those one that follow each other on both sides. */
function addAxis(n: i32, o: i32, i: i32): void {
  if (n === 1) return;
  if (axes > 0) {
    const at = (<usize>(axes - 1)) << 2;
    const inner = load<i32>(sizes + at);
    if (o === load<i32>(outStrides + at) * inner && i === load<i32>(inputStrides + at) * inner) {
      return store<i32>(sizes + at, inner * n);
    }
  }
  put(axes++, n, o, i);
}

/** Two axes; strides are in bytes. */
function plane(
  out: usize,
  input: usize,
  rows: i32,
  columns: i32,
  outRow: usize,
  outColumn: usize,
  inputRow: usize,
  inputColumn: usize,
): void {
  if (outColumn === WORD_BYTES && inputRow === WORD_BYTES && inputColumn !== WORD_BYTES) {
    return transposed(out, input, rows, columns, outRow, inputColumn);
  }
  if (inputColumn === WORD_BYTES && outRow === WORD_BYTES && outColumn !== WORD_BYTES) {
    return transposed(out, input, columns, rows, outColumn, inputRow);
  }
  for (let row = 0; row < rows; row++) {
    if (outColumn !== WORD_BYTES) scatter(out, input, columns, outColumn, inputColumn);
    else if (inputColumn === WORD_BYTES) move(out, input, columns);
    else if (inputColumn === 0) fill(out, input, columns);
    else gather(out, input, columns, inputColumn);
    out += outRow;
    input += inputRow;
  }
}

@inline
function move(out: usize, input: usize, count: i32): void {
  for (; count >= BLOCK; count -= BLOCK) {
    const a = v128.load(input);
    const b = v128.load(input, 16);
    const c = v128.load(input, 32);
    const d = v128.load(input, 48);
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
    out += BLOCK_BYTES;
    input += BLOCK_BYTES;
  }
  for (; count >= LANES; count -= LANES) {
    v128.store(out, v128.load(input));
    out += VECTOR_BYTES;
    input += VECTOR_BYTES;
  }
  for (; count > 0; count--) {
    store<u32>(out, load<u32>(input));
    out += WORD_BYTES;
    input += WORD_BYTES;
  }
}

@inline
function fill(out: usize, input: usize, count: i32): void {
  const number = v128.load_splat<f32>(input);
  for (; count >= LANES; count -= LANES) {
    v128.store(out, number);
    out += VECTOR_BYTES;
  }
  for (; count > 0; count--) {
    v128.store_lane<f32>(out, number, 0);
    out += WORD_BYTES;
  }
}

@inline
function gather(out: usize, input: usize, count: i32, stride: usize): void {
  for (; count >= LANES; count -= LANES) {
    let numbers = v128.load_zero<f32>(input);
    numbers = v128.load_lane<f32>(input + stride, numbers, 1);
    numbers = v128.load_lane<f32>(input + 2 * stride, numbers, 2);
    v128.store(out, v128.load_lane<f32>(input + 3 * stride, numbers, 3));
    out += VECTOR_BYTES;
    input += 4 * stride;
  }
  for (; count > 0; count--) {
    store<u32>(out, load<u32>(input));
    out += WORD_BYTES;
    input += stride;
  }
}

@inline
function scatter(out: usize, input: usize, count: i32, outStride: usize, inputStride: usize): void {
  for (; count > 0; count--) {
    store<u32>(out, load<u32>(input));
    out += outStride;
    input += inputStride;
  }
}

/**
 * Rows of the one side are columns of the other: four by four.
 *
 * @param outRow - bytes from a row of `out` to the next
 * @param inputRow - bytes from a row of `input`, which is a column of `out`, to the next
 */
export function transposed(
  out: usize,
  input: usize,
  rows: i32,
  columns: i32,
  outRow: usize,
  inputRow: usize,
): void {
  for (; rows >= LANES; rows -= LANES) {
    let to = out;
    let from = input;
    let left = columns;
    for (; left >= LANES; left -= LANES) {
      const a = v128.load(from);
      const b = v128.load(from + inputRow);
      const c = v128.load(from + 2 * inputRow);
      const d = v128.load(from + 3 * inputRow);
      const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
      v128.store(to + outRow, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
      v128.store(to + 2 * outRow, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
      v128.store(to + 3 * outRow, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
      to += VECTOR_BYTES;
      from += 4 * inputRow;
    }
    for (; left > 0; left--) {
      scatter(to, from, LANES, outRow, WORD_BYTES);
      to += WORD_BYTES;
      from += inputRow;
    }
    out += 4 * outRow;
    input += VECTOR_BYTES;
  }
  for (; rows > 0; rows--) {
    gather(out, input, columns, inputRow);
    out += outRow;
    input += WORD_BYTES;
  }
}

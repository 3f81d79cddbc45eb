// Trains word vectors by negative sampling (Mikolov et al., "Distributed Representations of Words and Phrases and their
// Compositionality", 2013), skip-gram or CBOW, on one block of sentences at a time. The matrices lie in a memory that
// several threads share, each of which has an instance of this and updates rows without locks, as word2vec does.
//
// The words around a position share its negatives (Ji et al., "Parallelizing Word2Vec in Shared and Distributed Memory",
// 2016): what is multiplied is a matrix of inputs by one of outputs, six outputs at a time, so that each number is
// loaded once for six products.

const BLOCK: i32 = 6;
/** Floats that the errors of a block take for one input, and its weights: two vectors. */
const BLOCK_FLOATS: i32 = 8;
const WORD_BYTES: usize = 4;

let inputs: usize = 0;
let outputs: usize = 0;
let rowBytes: usize = 0;
let wordCount: u32 = 0;
/** For each word the uint32 below which a random one keeps it. */
let keeps: usize = 0;
/** For each word a uint32 below which a random one takes it for a negative, and the word that is taken else. */
let aliases: usize = 0;
let window: u32 = 0;
let negatives: i32 = 0;
let isCbow: bool = false;

let contexts: usize = 0;
let targets: usize = 0;
let targetWords: usize = 0;
let weights: usize = 0;
let errors: usize = 0;
/** A row of zeros, which fills the last block of outputs up. */
let nothing: usize = 0;
/** Of the inputs of a position, for CBOW: as it is, as it was, and where it lies. */
let mean: usize = 0;
let before: usize = 0;
let meanRow: usize = 0;
let sentence: usize = 0;

let random0: u32 = 1;
let random1: u32 = 0;
let random2: u32 = 0;
let random3: u32 = 0;

/** The first byte of the memory that is free for the caller. */
export function freeAt(): usize {
  return (__heap_base + 15) & ~15;
}

/** How many bytes `layOut` wants for itself, zeros. */
export function scratchBytes(stride: i32, widest: i32, negativeCount: i32, longest: i32): usize {
  const outputCount = upToBlocks(negativeCount + 1);
  const blocks = outputCount / BLOCK;
  return (
    rowsOf(2 * widest) +
    rowsOf(1) +
    2 * rowsOf(outputCount) +
    rowsOf(blocks * BLOCK_FLOATS) +
    rowsOf(2 * widest * BLOCK_FLOATS) +
    3 * rowsOf(stride) +
    rowsOf(longest)
  );
}

function upToBlocks(count: i32): i32 {
  return ((count + BLOCK - 1) / BLOCK) * BLOCK;
}

/** The bytes of so many words of four bytes, such that what follows lies where vectors are loaded best. */
function rowsOf(count: i32): usize {
  return (<usize>count * WORD_BYTES + 15) & ~15;
}

/**
 * Says where everything lies.
 *
 * @param inputsAt - float32 [words, stride], the vectors that are wanted
 * @param outputsAt - float32 [words, stride]
 * @param stride - numbers a row: a multiple of four
 * @param keepsAt - uint32 [words]
 * @param aliasesAt - uint32 [words, 2]
 * @param widest - how many words at most count on each side of a position
 * @param longest - how many words a block has at most
 * @param scratch - memory of this instance alone
 */
export function layOut(
  inputsAt: usize,
  outputsAt: usize,
  stride: i32,
  words: i32,
  keepsAt: usize,
  aliasesAt: usize,
  widest: i32,
  negativeCount: i32,
  cbow: bool,
  longest: i32,
  scratch: usize,
): void {
  inputs = inputsAt;
  outputs = outputsAt;
  rowBytes = (<usize>stride) << 2;
  wordCount = words;
  keeps = keepsAt;
  aliases = aliasesAt;
  window = widest;
  negatives = negativeCount;
  isCbow = cbow;
  const outputCount = upToBlocks(negativeCount + 1);
  contexts = scratch;
  meanRow = contexts + rowsOf(2 * widest);
  targets = meanRow + rowsOf(1);
  targetWords = targets + rowsOf(outputCount);
  weights = targetWords + rowsOf(outputCount);
  errors = weights + rowsOf((outputCount / BLOCK) * BLOCK_FLOATS);
  nothing = errors + rowsOf(2 * widest * BLOCK_FLOATS);
  mean = nothing + rowsOf(stride);
  before = mean + rowsOf(stride);
  sentence = before + rowsOf(stride);
  store<usize>(meanRow, mean);
}

/** Begins a stream of random numbers; the four must not all be 0. */
export function seed(a: u32, b: u32, c: u32, d: u32): void {
  random0 = a;
  random1 = b;
  random2 = c;
  random3 = d;
}

/** xorshift128 (Marsaglia, "Xorshift RNGs", 2003). */
function random(): u32 {
  let t = random3;
  const s = random0;
  random3 = random2;
  random2 = random1;
  random1 = s;
  t ^= t << 11;
  t ^= t >>> 8;
  random0 = t ^ s ^ (s >>> 19);
  return random0;
}

/** Uniform from 0 to `count` - 1. */
function below(count: u32): u32 {
  return <u32>((<u64>random() * <u64>count) >> 32);
}

/**
 * Trains on sentences.
 *
 * @param tokens - int32 [count]: words, and -1 after each sentence
 * @param rate - the learning rate
 * @returns how many words were left after some frequent ones were left out by chance
 */
export function train(tokens: usize, count: i32, rate: f32): i32 {
  let trained = 0;
  let length = 0;
  for (let i = 0; i < count; i++) {
    const word = load<i32>(tokens + ((<usize>i) << 2));
    if (word < 0) {
      trainSentence(length, rate);
      trained += length;
      length = 0;
    } else if (random() <= load<u32>(keeps + ((<usize>word) << 2))) {
      store<i32>(sentence + ((<usize>length) << 2), word);
      length++;
    }
  }
  trainSentence(length, rate);
  return trained + length;
}

function trainSentence(length: i32, rate: f32): void {
  for (let position = 0; position < length; position++) {
    const reach = <i32>(window - below(window));
    const first = max(0, position - reach);
    const last = min(length - 1, position + reach);
    if (first === last) continue;
    let at = contexts;
    for (let other = first; other <= last; other++) {
      if (other === position) continue;
      const word = load<u32>(sentence + ((<usize>other) << 2));
      store<usize>(at, inputs + <usize>word * rowBytes);
      at += WORD_BYTES;
    }
    const blocks = drawTargets(load<u32>(sentence + ((<usize>position) << 2)), rate);
    const count = last - first;
    if (isCbow) trainMean(count, blocks);
    else for (let block = 0; block < blocks; block++) trainBlock(contexts, count, block, block === 0);
  }
}

/**
 * The outputs of a position: its word, then words by chance, those that were drawn twice with twice the weight.
 *
 * @returns in how many blocks they are
 */
function drawTargets(word: u32, rate: f32): i32 {
  store<u32>(targetWords, word);
  store<f32>(weights, rate);
  let count = 1;
  for (let i = 0; i < negatives; i++) {
    const slot = below(wordCount);
    const alias = aliases + ((<usize>slot) << 3);
    const negative = random() <= load<u32>(alias) ? slot : load<u32>(alias, 4);
    if (negative === word) continue;
    const found = placeOf(negative, count);
    const weight = weights + weightAt(found);
    if (found < count) {
      store<f32>(weight, load<f32>(weight) + rate);
    } else {
      store<u32>(targetWords + ((<usize>count) << 2), negative);
      store<f32>(weight, rate);
      count++;
    }
  }
  for (let i = 0; i < count; i++) {
    const row = outputs + <usize>load<u32>(targetWords + ((<usize>i) << 2)) * rowBytes;
    store<usize>(targets + ((<usize>i) << 2), row);
  }
  const outputCount = upToBlocks(count);
  for (let i = count; i < outputCount; i++) {
    store<usize>(targets + ((<usize>i) << 2), nothing);
    store<f32>(weights + weightAt(i), 0);
  }
  return outputCount / BLOCK;
}

/** Where a word is among the outputs but the first; `count` if it is not. */
function placeOf(word: u32, count: i32): i32 {
  let i = 1;
  while (i < count && load<u32>(targetWords + ((<usize>i) << 2)) !== word) i++;
  return i;
}

function weightAt(i: i32): usize {
  return (<usize>((i / BLOCK) * BLOCK_FLOATS + (i % BLOCK))) << 2;
}

/** One step with some inputs and six outputs. @param hasWord - whether the first of them is the word itself */
function trainBlock(rows: usize, count: i32, block: i32, hasWord: bool): void {
  const target = targets + ((<usize>(block * BLOCK)) << 2);
  const a = load<usize>(target);
  const b = load<usize>(target, 4);
  const c = load<usize>(target, 8);
  const d = load<usize>(target, 12);
  const e = load<usize>(target, 16);
  const f = load<usize>(target, 20);
  const weight = weights + ((<usize>(block * BLOCK_FLOATS)) << 2);
  const wanted = hasWord ? f32x4(1, 0, 0, 0) : f32x4.splat(0);
  for (let i = 0; i < count; i++) {
    const row = load<usize>(rows + ((<usize>i) << 2));
    let sumA = f32x4.splat(0);
    let sumB = f32x4.splat(0);
    let sumC = f32x4.splat(0);
    let sumD = f32x4.splat(0);
    let sumE = f32x4.splat(0);
    let sumF = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const numbers = v128.load(row + at);
      sumA = f32x4.add(sumA, f32x4.mul(numbers, v128.load(a + at)));
      sumB = f32x4.add(sumB, f32x4.mul(numbers, v128.load(b + at)));
      sumC = f32x4.add(sumC, f32x4.mul(numbers, v128.load(c + at)));
      sumD = f32x4.add(sumD, f32x4.mul(numbers, v128.load(d + at)));
      sumE = f32x4.add(sumE, f32x4.mul(numbers, v128.load(e + at)));
      sumF = f32x4.add(sumF, f32x4.mul(numbers, v128.load(f + at)));
    }
    const error = errors + ((<usize>(i * BLOCK_FLOATS)) << 2);
    const first = sigmoid(sumsOf(sumA, sumB, sumC, sumD));
    const second = sigmoid(sumsOf(sumE, sumF, sumE, sumF));
    v128.store(error, f32x4.mul(f32x4.sub(wanted, first), v128.load(weight)));
    v128.store(error, f32x4.mul(f32x4.neg(second), v128.load(weight, 16)), 16);
  }
  for (let at: usize = 0; at < rowBytes; at += 16) {
    let outA = v128.load(a + at);
    let outB = v128.load(b + at);
    let outC = v128.load(c + at);
    let outD = v128.load(d + at);
    let outE = v128.load(e + at);
    let outF = v128.load(f + at);
    let error = errors;
    for (let i = 0; i < count; i++) {
      const row = load<usize>(rows + ((<usize>i) << 2)) + at;
      const numbers = v128.load(row);
      let step = f32x4.mul(v128.load32_splat(error), outA);
      outA = f32x4.add(outA, f32x4.mul(v128.load32_splat(error), numbers));
      step = f32x4.add(step, f32x4.mul(v128.load32_splat(error, 4), outB));
      outB = f32x4.add(outB, f32x4.mul(v128.load32_splat(error, 4), numbers));
      step = f32x4.add(step, f32x4.mul(v128.load32_splat(error, 8), outC));
      outC = f32x4.add(outC, f32x4.mul(v128.load32_splat(error, 8), numbers));
      step = f32x4.add(step, f32x4.mul(v128.load32_splat(error, 12), outD));
      outD = f32x4.add(outD, f32x4.mul(v128.load32_splat(error, 12), numbers));
      step = f32x4.add(step, f32x4.mul(v128.load32_splat(error, 16), outE));
      outE = f32x4.add(outE, f32x4.mul(v128.load32_splat(error, 16), numbers));
      step = f32x4.add(step, f32x4.mul(v128.load32_splat(error, 20), outF));
      outF = f32x4.add(outF, f32x4.mul(v128.load32_splat(error, 20), numbers));
      v128.store(row, f32x4.add(numbers, step));
      error += (<usize>BLOCK_FLOATS) << 2;
    }
    v128.store(a + at, outA);
    v128.store(b + at, outB);
    v128.store(c + at, outC);
    v128.store(d + at, outD);
    v128.store(e + at, outE);
    v128.store(f + at, outF);
  }
}

/** One step with the mean of the inputs, each of which then takes what the mean has taken. */
function trainMean(count: i32, blocks: i32): void {
  const share = f32x4.splat(<f32>1 / <f32>count);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    let sum = f32x4.splat(0);
    for (let i = 0; i < count; i++) {
      sum = f32x4.add(sum, v128.load(load<usize>(contexts + ((<usize>i) << 2)) + at));
    }
    sum = f32x4.mul(sum, share);
    v128.store(mean + at, sum);
    v128.store(before + at, sum);
  }
  for (let block = 0; block < blocks; block++) trainBlock(meanRow, 1, block, block === 0);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const step = f32x4.sub(v128.load(mean + at), v128.load(before + at));
    for (let i = 0; i < count; i++) {
      const row = load<usize>(contexts + ((<usize>i) << 2)) + at;
      v128.store(row, f32x4.add(v128.load(row), step));
    }
  }
}

/** The four sums of four vectors: the even numbers and the odd ones of each, and then both. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** 1 / (1 + e^-x), within 2e-7: 2^n times a polynomial of the rest. */
function sigmoid(x: v128): v128 {
  const bounded = f32x4.max(f32x4.min(x, f32x4.splat(30)), f32x4.splat(-30));
  const power = f32x4.mul(bounded, f32x4.splat(-1.44269504));
  const whole = f32x4.nearest(power);
  const rest = f32x4.sub(power, whole);
  let sum = f32x4.add(f32x4.mul(rest, f32x4.splat(0.00133335581)), f32x4.splat(0.00961812911));
  sum = f32x4.add(f32x4.mul(rest, sum), f32x4.splat(0.0555041087));
  sum = f32x4.add(f32x4.mul(rest, sum), f32x4.splat(0.240226507));
  sum = f32x4.add(f32x4.mul(rest, sum), f32x4.splat(0.693147181));
  sum = f32x4.add(f32x4.mul(rest, sum), f32x4.splat(1));
  const exponent = i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23);
  const exponential = i32x4.add(sum, exponent);
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential));
}

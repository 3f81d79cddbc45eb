import type { RandomState, SkipGramShape } from '../src/skip-gram';

const { fround } = Math;
const LANES = 4;
const BLOCK = 6;

/** The vectors and tables that a training works on; rows of `dim` numbers. */
export interface PlainTables {
  readonly inputs: Float32Array;
  readonly outputs: Float32Array;
  readonly keeps: Uint32Array;
  readonly aliases: Uint32Array;
}

/** Some outputs of a position and how much each counts. */
interface Target {
  readonly row: Float32Array;
  weight: number;
}

/**
 * What `SkipGramKernel.train` does, in plain TypeScript: the same draws and the same float32 operations in the same
 * order, so that the vectors are the same to the last bit.
 */
export function plainSkipGram(
  { words, dim, window, negatives, cbow }: SkipGramShape,
  { inputs, outputs, keeps, aliases }: PlainTables,
  state: RandomState,
  tokens: Int32Array,
  rate: number,
): number {
  const random = xorshift128(state);
  const below = (count: number): number => Number((BigInt(random()) * BigInt(count)) >> 32n);
  const rowOf = (matrix: Float32Array, word: number) => matrix.subarray(word * dim, (word + 1) * dim);
  const step = fround(rate);
  let trained = 0;
  let sentence: number[] = [];
  for (const word of [...tokens, -1]) {
    if (word >= 0) {
      if (random() <= keeps[word]) sentence.push(word);
      continue;
    }
    sentence.forEach((center, position) => {
      const reach = window - below(window);
      const around = sentence.slice(Math.max(0, position - reach), position + reach + 1);
      around.splice(Math.min(reach, position), 1);
      if (around.length === 0) return;
      const targets = drawTargets(center);
      const rows = around.map(other => rowOf(inputs, other));
      if (cbow) trainMean(rows, targets);
      else trainTargets(rows, targets);
    });
    trained += sentence.length;
    sentence = [];
  }
  return trained;

  function drawTargets(center: number): Target[] {
    const targets = new Map([[center, { row: rowOf(outputs, center), weight: step }]]);
    for (let i = 0; i < negatives; i++) {
      const slot = below(words);
      const negative = random() <= aliases[2 * slot] ? slot : aliases[2 * slot + 1];
      if (negative === center) continue;
      const known = targets.get(negative);
      if (known) known.weight = fround(known.weight + step);
      else targets.set(negative, { row: rowOf(outputs, negative), weight: step });
    }
    return [...targets.values()];
  }
}

/** In blocks of as many as the kernel takes at once: the next block sees what the one before has changed. */
function trainTargets(rows: readonly Float32Array[], targets: readonly Target[]): void {
  for (let first = 0; first < targets.length; first += BLOCK) {
    const block = targets.slice(first, first + BLOCK);
    const errors = rows.map(row =>
      block.map(({ row: target, weight }, i) => {
        const probability = plainSigmoid(plainProduct(row, target));
        return fround(fround((first + i === 0 ? 1 : 0) - probability) * weight);
      }),
    );
    rows.forEach((row, i) => {
      for (let at = 0; at < row.length; at++) {
        let change = 0;
        block.forEach(({ row: target }, j) => {
          const share = fround(errors[i][j] * target[at]);
          change = j === 0 ? share : fround(change + share);
          target[at] += fround(errors[i][j] * row[at]);
        });
        row[at] += change;
      }
    });
  }
}

function trainMean(rows: readonly Float32Array[], targets: readonly Target[]): void {
  const share = fround(1 / rows.length);
  const mean = rows[0].map((_, at) => fround(rows.reduce((sum, row) => fround(sum + row[at]), 0) * share));
  const before = Float32Array.from(mean);
  trainTargets([mean], targets);
  for (const row of rows) for (let at = 0; at < row.length; at++) row[at] += fround(mean[at] - before[at]);
}

function plainProduct(a: Float32Array, b: Float32Array): number {
  const lanes = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) lanes[i % LANES] = fround(lanes[i % LANES] + fround(a[i] * b[i]));
  return fround(fround(lanes[0] + lanes[2]) + fround(lanes[1] + lanes[3]));
}

const EXPONENTIAL = [0.00133335581, 0.00961812911, 0.0555041087, 0.240226507, 0.693147181, 1].map(fround);

function plainSigmoid(x: number): number {
  const power = fround(Math.min(Math.max(x, -30), 30) * fround(-1.44269504));
  const whole = roundHalfToEven(power);
  const rest = fround(power - whole);
  const polynomial = EXPONENTIAL.reduce((sum, factor) => fround(fround(rest * sum) + factor));
  return fround(1 / fround(1 + polynomial * 2 ** whole));
}

function roundHalfToEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function xorshift128(state: RandomState): () => number {
  let [a, b, c, d] = state;
  return () => {
    let t = d;
    d = c;
    c = b;
    b = a;
    t ^= t << 11;
    t ^= t >>> 8;
    a = (t ^ a ^ (a >>> 19)) >>> 0;
    return a;
  };
}

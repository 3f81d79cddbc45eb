import type { Dice } from './dice';

const MAX_MUTATIONS = 4;
const MAX_PIECE_BYTES = 64;
const MAX_REPEATS = 500;

type Mutation = (bytes: Buffer, dice: Dice) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  // One bit.
  (bytes, dice) => {
    const at = dice.integer(0, bytes.length - 1);
    return replaced(bytes, at, at + 1, Buffer.of(bytes[at] ^ (1 << dice.integer(0, 7))));
  },
  // One byte.
  (bytes, dice) => {
    const at = dice.integer(0, bytes.length - 1);
    return replaced(bytes, at, at + 1, dice.bytes(1));
  },
  // Cut off.
  (bytes, dice) => bytes.subarray(0, dice.integer(0, bytes.length)),
  // A piece less.
  (bytes, dice) => {
    const [start, stop] = pieceOf(bytes, dice);
    return replaced(bytes, start, stop, Buffer.alloc(0));
  },
  // A piece twice, or very often.
  (bytes, dice) => {
    const [start, stop] = pieceOf(bytes, dice);
    const times = dice.chance(0.1) ? dice.integer(2, MAX_REPEATS) : 2;
    return replaced(
      bytes,
      start,
      stop,
      Buffer.concat(new Array<Buffer>(times).fill(bytes.subarray(start, stop))),
    );
  },
  // A piece of something else.
  (bytes, dice) => {
    const at = dice.integer(0, bytes.length);
    return replaced(bytes, at, at, dice.bytes(dice.integer(1, MAX_PIECE_BYTES)));
  },
  // A piece in another place.
  (bytes, dice) => {
    const [start, stop] = pieceOf(bytes, dice);
    const at = dice.integer(0, bytes.length);
    return replaced(bytes, at, at, bytes.subarray(start, stop));
  },
];

/** Bytes with some of them changed, gone, more, or elsewhere. */
export function mutateBytes(bytes: Buffer, dice: Dice): Buffer {
  const count = dice.integer(1, MAX_MUTATIONS);
  let mutated = bytes;
  for (let i = 0; i < count && mutated.length > 0; i++) mutated = dice.pick(MUTATIONS)(mutated, dice);
  return mutated;
}

function pieceOf(bytes: Buffer, dice: Dice): [number, number] {
  const start = dice.integer(0, bytes.length - 1);
  return [start, Math.min(bytes.length, start + dice.integer(1, MAX_PIECE_BYTES))];
}

function replaced(bytes: Buffer, start: number, stop: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), piece, bytes.subarray(stop)]);
}

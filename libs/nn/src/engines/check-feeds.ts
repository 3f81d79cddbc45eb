import { InvalidFeed, InvalidNetwork } from '../errors';
import type { Network, PredictingNetwork } from '../network';
import { rowsOfPart, type BatchPart } from '../together/batch-part';
import type { EngineState, Feeds } from './engine';

/** A tensor that the caller feeds, its shape without the rows. */
export interface FedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Values a row. */
  readonly width: number;
  /** Whether a part of a batch is fed all of its rows. */
  readonly isShared: boolean;
}

/**
 * Everything a network is fed in training.
 * @throws InvalidNetwork if an input and an embedding share a name, or a target is neither
 */
export function fedTensors({ inputs, embeddings, targets, shared = [] }: FedNetwork): FedTensor[] {
  for (const name of Object.keys(embeddings)) {
    if (name in inputs) throw new InvalidNetwork(`"${name}" names both an input and an embedding.`);
  }
  for (const name of targets) {
    if (!(name in inputs || name in embeddings))
      throw new InvalidNetwork(`The target "${name}" is none of the inputs.`);
  }
  return [
    ...Object.entries(inputs).map(([name, columns]) => ({
      name,
      shape: [columns],
      width: columns,
      isShared: shared.includes(name),
    })),
    ...Object.entries(embeddings).map(([name, { slots, dim }]) => ({
      name,
      shape: [slots, dim],
      width: slots * dim,
      isShared: shared.includes(name),
    })),
  ];
}

type FedNetwork = PredictingNetwork & Pick<Network, 'shared'>;

/** Of these what prediction needs. */
export function withoutTargets(fed: readonly FedTensor[], { targets }: PredictingNetwork): FedTensor[] {
  return fed.filter(({ name }) => !targets.includes(name));
}

/**
 * The values of a batch, without copying.
 * @throws InvalidFeed if there are none or too few
 */
export function valuesOf(feeds: Feeds, { name, width }: FedTensor, rowCount: number): Float32Array {
  if (!(name in feeds))
    throw new InvalidFeed(`"${name}" is not fed: the network reads ${width} numbers a row.`);
  const values = feeds[name];
  const size = rowCount * width;
  if (values.length < size) {
    throw new InvalidFeed(
      `"${name}" has ${values.length} values; ${rowCount} rows of ${width} need ${size}.`,
    );
  }
  return values.length === size ? values : values.subarray(0, size);
}

/** Of a tensor as many rows as a part of a batch is fed. */
export function fedRows({ isShared }: FedTensor, part: BatchPart): number {
  return isShared ? part.of : rowsOfPart(part);
}

/**
 * The values of a part of a batch, without copying.
 * @param feeds - all rows of the batch
 * @throws InvalidFeed if there are none or too few
 */
export function valuesOfPart(feeds: Feeds, fed: FedTensor, part: BatchPart): Float32Array {
  const values = valuesOf(feeds, fed, part.of);
  return fedRows(fed, part) === part.of
    ? values
    : values.subarray(part.begin * fed.width, part.end * fed.width);
}

/** @throws InvalidFeed if a vector does not have the network's length */
export function checkState(
  { parameters, state, optimizer }: EngineState,
  network: Network,
  slotCount: number,
): void {
  const { size, stateSize } = network.parameters;
  checkLength('parameters', parameters, size);
  checkLength('state', state, stateSize);
  if (optimizer.length !== slotCount) {
    throw new InvalidFeed(
      `The optimiser keeps ${slotCount} vectors, the state to write has ${optimizer.length}.`,
    );
  }
  optimizer.forEach((slot, i) => checkLength(`optimizer[${i}]`, slot, size));
}

function checkLength(what: string, values: Float32Array, size: number): void {
  if (values.length === size) return;
  throw new InvalidFeed(`State to write: ${what} has ${values.length} values, the network has ${size}.`);
}

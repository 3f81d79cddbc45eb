import { murmur3 } from '@reckit/features';

const HASHES = 2 ** 32;
/** Other than what shares out traffic: of a label's requests the same part is taken as of all. */
const SALT = 'prediction log\n';

/** Tells which requests are logged: by their ids alone, so that all replicas, and models in a row, take the same ones. */
export class Sampling {
  readonly #bound: number;

  /** @param percent - of the requests */
  constructor(percent: number) {
    this.#bound = (percent / 100) * HASHES;
  }

  takes(requestId: string): boolean {
    return murmur3(SALT + requestId) < this.#bound;
  }
}

import { addPredictionSums, type PredictionSums } from '../../operations/model-times';

/** What the workers of a service have answered, those that have ended included. */
export class PredictionTotals<Worker> {
  readonly #latest = new Map<Worker, PredictionSums>();
  #departed: PredictionSums = new Map();

  /** Notes all that a worker has answered so far. */
  note(worker: Worker, sums: PredictionSums): void {
    this.#latest.set(worker, sums);
  }

  /** Keeps what a worker has answered, which has ended. */
  depart(worker: Worker): void {
    const sums = this.#latest.get(worker);
    if (!sums) return;
    this.#latest.delete(worker);
    this.#departed = addPredictionSums([this.#departed, sums]);
  }

  get sum(): PredictionSums {
    return addPredictionSums([this.#departed, ...this.#latest.values()]);
  }
}

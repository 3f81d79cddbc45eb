const MAXIMIZED = ['auc', 'aucpr', 'pre', 'map', 'ndcg'];

/** Whether more is better, by the rule of XGBoost's Python package: these names and what begins with them. */
export function isMaximized(metric: string): boolean {
  return metric !== 'mape' && MAXIMIZED.some(name => metric.startsWith(name));
}

/** Remembers the best round so far, and says when it was too long ago. */
export class EarlyStopping {
  #best: { readonly round: number; readonly score: number } | undefined;
  #roundsWithoutGain = 0;

  /** @param patience rounds without a better score after which to stop */
  constructor(
    readonly patience: number,
    readonly maximize: boolean,
  ) {}

  get best(): { readonly round: number; readonly score: number } | undefined {
    return this.#best;
  }

  /** Takes the score after a round; true means stop. An equal score is no gain, nor is NaN. */
  record(round: number, score: number): boolean {
    if (this.#best === undefined || this.#gains(score, this.#best.score)) {
      this.#best = { round, score };
      this.#roundsWithoutGain = 0;
    } else {
      this.#roundsWithoutGain += 1;
    }
    return this.#roundsWithoutGain >= this.patience;
  }

  #gains(score: number, best: number): boolean {
    return this.maximize ? score > best : score < best;
  }
}

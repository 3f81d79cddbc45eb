/** What a network answers, by output. */
type Answers = ReadonlyMap<string, Float32Array>;

/**
 * What was answered when the best weights were measured: to the bit what these answer in the end, so that nothing has to be
 * predicted once more.
 */
export class AnswersOnTheWay {
  #latest: Answers | null = null;
  #ofBest: Answers | null = null;

  /** What the best weights have answered; null if it is not known. */
  get ofBest(): Answers | null {
    return this.#ofBest;
  }

  /** Notes what the weights answer that are measured now, and gives it back. */
  noted(answers: Answers): Answers {
    this.#latest = answers;
    return answers;
  }

  /** Keeps what was noted last: it is of the best weights. */
  keep(): void {
    this.#ofBest = this.#latest;
  }
}

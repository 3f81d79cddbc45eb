/** Questions to another process that it has not answered yet, by their numbers. */
export class OpenQuestions<Answer> {
  readonly #open = new Map<number, (answer: Answer | PromiseLike<Answer>) => void>();
  #lastCall = 0;

  /** @param send - asks the question of this number */
  ask(send: (call: number) => void): Promise<Answer> {
    return new Promise(resolve => {
      const call = ++this.#lastCall;
      this.#open.set(call, resolve);
      send(call);
    });
  }

  /** As `ask`, for a process that may not answer at all: then it is null when `silence` settles. */
  async askUntil(silence: Promise<unknown>, send: (call: number) => void): Promise<Answer | null> {
    let asked = 0;
    const answer = this.ask(call => {
      asked = call;
      send(call);
    });
    const first = await Promise.race([answer, silence.then(() => null)]);
    this.#open.delete(asked);
    return first;
  }

  /** Notes an answer; one to a question that nobody waits for any more is ignored. */
  answer(call: number, answer: Answer | PromiseLike<Answer>): void {
    this.#open.get(call)?.(answer);
    this.#open.delete(call);
  }
}

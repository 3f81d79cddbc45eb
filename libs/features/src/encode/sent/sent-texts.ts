/** The texts of one request, by the numbers that stand for them in a matrix. */
export class SentTexts {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  get count(): number {
    return this.#texts.length;
  }

  /** The number of a text, from 0 on: the same one whenever it comes. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  at(number: number): string {
    return this.#texts[number];
  }

  /** Forgets all texts: the next request begins. */
  clear(): void {
    this.#numbers.clear();
    this.#texts.length = 0;
  }
}

import type { NumberedWords } from '@reckit/training-data';

/** Words by their numbers, and how often each comes; what is done with their sentences is up to others. */
export class WordNumbers implements NumberedWords {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #counts: number[] = [];
  #words = 0;

  get words(): number {
    return this.#words;
  }

  get counts(): readonly number[] {
    return this.#counts;
  }

  /** The word of a number. */
  nameOf(number: number): string {
    return this.#names[number];
  }

  numbered(sentence: readonly string[]): Int32Array {
    this.#words += sentence.length;
    return Int32Array.from(sentence, word => {
      const known = this.#numbers.get(word);
      if (known !== undefined) {
        this.#counts[known]++;
        return known;
      }
      const number = this.#names.push(word) - 1;
      this.#numbers.set(word, number);
      this.#counts.push(1);
      return number;
    });
  }

  /** What is trained on is of no interest here. */
  addNumbered(): void {}
}

import { hash, timingSafeEqual } from 'node:crypto';
import { Unauthorized } from '@reckit/protocol';
import { credentialsIn, type Fields } from './credentials';

/** The keys of which a request must show one; several of them, so that they can be rotated without a gap. */
export class ApiKeys {
  readonly #digests: readonly Buffer[];

  /** @param keys - none lets every request pass */
  constructor(keys: readonly string[]) {
    this.#digests = keys.map(digest);
  }

  get areAskedFor(): boolean {
    return this.#digests.length > 0;
  }

  /**
   * Lets a request pass that shows one of the keys. Digests are compared, all of them and to their ends, so that the
   * time tells neither which key was nearly right nor how far.
   *
   * @returns which key it was, counted from 1; null where none is asked for
   * @throws Unauthorized
   */
  assertShown(fields: Fields): number | null {
    if (this.#digests.length === 0) return null;
    let found = 0;
    for (const shown of credentialsIn(fields)) {
      const given = digest(shown);
      this.#digests.forEach((expected, i) => {
        if (timingSafeEqual(given, expected)) found = i + 1;
      });
    }
    if (found === 0) throw new Unauthorized();
    return found;
  }
}

function digest(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

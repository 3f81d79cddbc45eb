/** Environment variables by name, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not configure a service; the message names every wrong variable. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
}

const PRINTABLE = /^[\x20-\x7e]+$/;

/** Reads variables one by one and remembers everything that is wrong, so that one message can say it all. */
export class EnvironmentReader {
  readonly #problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  /** A text, or null where the variable is not set or empty. */
  text(name: string): string | null {
    const value = this.environment[name]?.trim();
    return value === undefined || value === '' ? null : value;
  }

  /** The parts of a text between commas. */
  list(name: string): readonly string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '');
  }

  /**
   * Parts of a text between commas, each of which means something.
   *
   * @param parse - null for a part that means nothing
   * @param what - what the parts must be, for the message
   */
  listOf<T>(name: string, parse: (part: string) => T | null, what: string): readonly T[] {
    return this.list(name).flatMap(part => {
      const value = parse(part);
      if (value === null) this.#problems.push(`${name} must be ${what}, not "${part}"`);
      return value ?? [];
    });
  }

  /** Keys between commas. The message about those that no client could send does not show them. */
  keys(name: string): readonly string[] {
    const keys = this.list(name);
    const isGood = keys.length > 0 ? keys.every(key => PRINTABLE.test(key)) : this.text(name) === null;
    if (!isGood)
      this.#problems.push(`${name} must be keys of printable ASCII characters, separated by commas`);
    return keys;
  }

  /** The address of something that speaks HTTP, or null where the variable is not set. */
  url(name: string): string | null {
    const text = this.text(name);
    if (text === null || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
    this.#problems.push(`${name} must be a URL that begins with http:// or https://, not "${text}"`);
    return null;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name);
    if (text === null) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    this.#problems.push(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
    return fallback;
  }

  /** A part of a hundred, which need not be whole. */
  percent(name: string, fallback: number): number {
    const text = this.text(name);
    if (text === null) return fallback;
    const value = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && value <= 100) return value;
    this.#problems.push(`${name} must be a number from 0 to 100, not "${text}"`);
    return fallback;
  }

  /** As `integer`, or a word in its place. */
  integerOr<T extends string>(
    name: string,
    word: T,
    fallback: number | T,
    min: number,
    max: number,
  ): number | T {
    const text = this.text(name);
    if (text === null) return fallback;
    if (text.toLowerCase() === word) return word;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    this.#problems.push(`${name} must be a whole number from ${min} to ${max} or ${word}, not "${text}"`);
    return fallback;
  }

  /** `true` or `false`, in any case; `1` and `0` mean the same. */
  flag(name: string, fallback: boolean): boolean {
    const value = this.oneOf(name, ['true', 'false', '1', '0'], fallback ? 'true' : 'false');
    return value === 'true' || value === '1';
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return fallback;
    const value = allowed.find(candidate => candidate === text);
    if (value !== undefined) return value;
    this.#problems.push(`${name} must be one of ${allowed.join(', ')}, not "${text}"`);
    return fallback;
  }

  /** Notes what is wrong with variables that do not go together. */
  reject(problem: string): void {
    this.#problems.push(problem);
  }

  /** @throws BadConfig if anything that was read is wrong */
  assertGood(): void {
    if (this.#problems.length > 0) throw new BadConfig(`Configuration: ${this.#problems.join('; ')}.`);
  }
}

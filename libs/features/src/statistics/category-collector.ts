import type { CategoryStatistics, SequenceStatistics } from './feature-statistics';
import type { CategoryHistogram } from './histogram';
import type { RawColumn } from '../encode/raw-column';

/** Values that are told by name; the others are counted together. */
const SHOWN_VALUES = 20;
/** A text longer than this names nothing that anybody looks for. */
const LONGEST_VALUE = 100;

/** Gathers the statistics of a category. */
export class CategoryCollector {
  readonly #counts = new CodeCounts();
  #missing = 0;
  #rows = 0;

  /** @param column - with the values of the columns before, and perhaps further ones behind them */
  add({ codes, values }: Extract<RawColumn, { kind: 'category' }>, rows: Uint32Array): void {
    this.#rows += rows.length;
    const blank = values.indexOf('');
    const counts = this.#counts.withValues(values);
    let missing = 0;
    for (let i = 0; i < rows.length; i++) {
      const code = codes[rows[i]];
      if (code < 0 || code === blank) missing++;
      else counts[code]++;
    }
    this.#missing += missing;
  }

  statistics(name: string): CategoryStatistics {
    return {
      name,
      kind: 'categorical',
      rows: this.#rows,
      missing: this.#missing,
      distinct: this.#counts.distinct(),
      histogram: this.#counts.histogram(this.#missing),
    };
  }
}

/** Gathers the statistics of a sequence. */
export class SequenceCollector {
  readonly #last = new CodeCounts();
  readonly #all = new CodeCounts();
  #events = 0;
  #missing = 0;
  #rows = 0;

  /** @param column - with the values of the columns before, and perhaps further ones behind them */
  add({ codes, offsets, values }: Extract<RawColumn, { kind: 'sequence' }>, rows: Uint32Array): void {
    this.#rows += rows.length;
    const blank = values.indexOf('');
    const last = this.#last.withValues(values);
    const all = this.#all.withValues(values);
    for (const row of rows) {
      let latest = -1;
      for (let i = offsets[row]; i < offsets[row + 1]; i++) {
        const code = codes[i];
        if (code < 0 || code === blank) continue;
        all[code]++;
        this.#events++;
        latest = code;
      }
      if (latest < 0) this.#missing++;
      else last[latest]++;
    }
  }

  statistics(name: string): SequenceStatistics {
    return {
      name,
      kind: 'sequence',
      rows: this.#rows,
      missing: this.#missing,
      distinct: this.#all.distinct(),
      mean_length: this.#rows === 0 ? 0 : Number((this.#events / this.#rows).toPrecision(6)),
      histogram: this.#last.histogram(this.#missing),
    };
  }
}

/** How often each value of a list occurs that may grow. */
class CodeCounts {
  #values: readonly string[] = [];
  #counts = new Float64Array();

  /** The counts of values by their places. */
  withValues(values: readonly string[]): Float64Array {
    this.#values = values;
    if (this.#counts.length < values.length) {
      const wider = new Float64Array(values.length);
      wider.set(this.#counts);
      this.#counts = wider;
    }
    return this.#counts;
  }

  distinct(): number {
    return this.#counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  }

  histogram(missing: number): CategoryHistogram {
    const most = this.#mostFrequent();
    const counts = most.map(code => this.#counts[code]);
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    const others = counts.reduce((left, count) => left - count, total);
    return { values: most.map(code => this.#values[code]), counts, others, missing };
  }

  /** By falling count, equal counts by value; the least of those found so far is what others have to beat. */
  #mostFrequent(): number[] {
    const found: number[] = [];
    const isBefore = (a: number, b: number): boolean =>
      this.#counts[a] > this.#counts[b] ||
      (this.#counts[a] === this.#counts[b] && this.#values[a] < this.#values[b]);
    for (let code = 0; code < this.#counts.length; code++) {
      if (this.#counts[code] === 0 || this.#values[code].length > LONGEST_VALUE) continue;
      if (found.length === SHOWN_VALUES) {
        if (!isBefore(code, found[SHOWN_VALUES - 1])) continue;
        found.pop();
      }
      const place = found.findIndex(other => isBefore(code, other));
      found.splice(place < 0 ? found.length : place, 0, code);
    }
    return found;
  }
}

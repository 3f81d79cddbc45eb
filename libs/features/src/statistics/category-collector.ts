import type { CategoryStatistics, SequenceStatistics } from './feature-statistics';
import type { CategoryHistogram } from './histogram';
import type { RawColumn } from '../encode/columns/raw-column';

/** Values that are told by name; the others are counted together. */
const SHOWN_VALUES = 20;
/** A text longer than this names nothing that anybody looks for. */
const LONGEST_VALUE = 100;

/** What was gathered of some rows of a category or a sequence. */
export interface ValuesState {
  readonly rows: number;
  readonly missing: number;
  /** Of all events of a sequence. */
  readonly events: number;
  /** Of a category its values; of a sequence the last events. */
  readonly last: CountedValues;
  readonly all: CountedValues;
}

type CountedValues = readonly (readonly [value: string, count: number])[];

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

  /** What was gathered, for a collector elsewhere. */
  state(): ValuesState {
    return { rows: this.#rows, missing: this.#missing, events: 0, last: this.#counts.state(), all: [] };
  }

  /** Takes what was gathered elsewhere, of other rows. */
  addState({ rows, missing, last }: ValuesState): void {
    this.#rows += rows;
    this.#missing += missing;
    this.#counts.addState(last);
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

  /** What was gathered, for a collector elsewhere. */
  state(): ValuesState {
    return {
      rows: this.#rows,
      missing: this.#missing,
      events: this.#events,
      last: this.#last.state(),
      all: this.#all.state(),
    };
  }

  /** Takes what was gathered elsewhere, of other rows. */
  addState({ rows, missing, events, last, all }: ValuesState): void {
    this.#rows += rows;
    this.#missing += missing;
    this.#events += events;
    this.#last.addState(last);
    this.#all.addState(all);
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
  #counts = new Uint32Array();

  /** The counts of values by their places. */
  withValues(values: readonly string[]): Uint32Array {
    this.#values = values;
    if (this.#counts.length < values.length) {
      const wider = new Uint32Array(values.length);
      wider.set(this.#counts);
      this.#counts = wider;
    }
    return this.#counts;
  }

  /** The values that occur. */
  state(): CountedValues {
    return this.#values.flatMap((value, i): [string, number][] =>
      this.#counts[i] > 0 ? [[value, this.#counts[i]]] : [],
    );
  }

  /** Adds counts of values, some of which are known. */
  addState(counted: CountedValues): void {
    const places = new Map(this.#values.map((value, i) => [value, i]));
    for (const [value] of counted) if (!places.has(value)) places.set(value, places.size);
    const counts = this.withValues([...places.keys()]);
    for (const [value, count] of counted) counts[places.get(value) ?? 0] += count;
  }

  distinct(): number {
    const counts = this.#counts;
    let distinct = 0;
    for (let code = 0; code < counts.length; code++) if (counts[code] > 0) distinct++;
    return distinct;
  }

  histogram(missing: number): CategoryHistogram {
    const most = this.#mostFrequent();
    const all = this.#counts;
    const counts = most.map(code => all[code]);
    let others = 0;
    for (let code = 0; code < all.length; code++) others += all[code];
    for (const count of counts) others -= count;
    return { values: most.map(code => this.#values[code]), counts, others, missing };
  }

  /** By falling count, equal counts by value. */
  #mostFrequent(): number[] {
    const [values, counts] = [this.#values, this.#counts];
    const isBefore = (a: number, b: number): boolean =>
      counts[a] > counts[b] || (counts[a] === counts[b] && values[a] < values[b]);
    const found: number[] = [];
    // What the least frequent of those found has, once there are enough: most values have less.
    let least = 1;
    for (let code = 0; code < counts.length; code++) {
      if (counts[code] < least || values[code].length > LONGEST_VALUE) continue;
      if (found.length === SHOWN_VALUES) {
        if (!isBefore(code, found[SHOWN_VALUES - 1])) continue;
        found.pop();
      }
      const place = found.findIndex(other => isBefore(code, other));
      found.splice(place < 0 ? found.length : place, 0, code);
      if (found.length === SHOWN_VALUES) least = counts[found[SHOWN_VALUES - 1]];
    }
    return found;
  }
}

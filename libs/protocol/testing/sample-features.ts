import type { EventSink, RowFeatures, RowTarget, ScannedColumn } from '../src/rows/row-features';

const VOCABULARY = ['home', 'search', '5', 'é'];
const MAX_LENGTH = 3;
const UNKNOWN = 50;
const NO_EVENT = -1;

function idOf(text: string): number {
  return text === '' ? -2 : VOCABULARY.indexOf(text);
}

const COLUMNS: Readonly<Record<string, ScannedColumn>> = {
  user_age: numeric(0),
  user_ctr: numeric(1),
  scene: { kind: 'categorical', start: 2, idOf, unknown: UNKNOWN, fallback: 102 },
  history: { kind: 'sequence', start: 3, idOf, unknown: UNKNOWN, maxLength: MAX_LENGTH },
};
const NAMES = Object.keys(COLUMNS);
const WIDTH = 3 + MAX_LENGTH;

/** Two numbers, a category and a sequence, in six columns: a small stand-in for the features of a model. */
export const SAMPLE_FEATURES: RowFeatures = {
  featureNames: NAMES,
  columns: NAMES.map(name => COLUMNS[name]),
  width: WIDTH,
  encodeValue(raw, feature, row, target) {
    const column = COLUMNS[NAMES[feature]];
    const at = row * WIDTH + column.start;
    const place = `${target.path}[${row}].${NAMES[feature]}`;
    if (column.kind === 'sequence') {
      if (raw !== null) throw new Error(`${place}: expected an array, got ${JSON.stringify(raw)}.`);
      target.addMissing(feature);
      target.values.fill(NO_EVENT, at, at + MAX_LENGTH);
    } else if (column.kind === 'numeric') {
      const number = typeof raw === 'string' ? Number(raw) : raw;
      if (number === null) target.addMissing(feature);
      else if (typeof number !== 'number' || Number.isNaN(number))
        throw new Error(`${place}: expected a number, got ${JSON.stringify(raw)}.`);
      target.values[at] = number ?? column.fallback;
    } else {
      target.values[at] = categoryOf(raw, feature, place, target);
    }
  },
  openSequence(feature, row, target): EventSink {
    const events: unknown[] = [];
    return {
      add: event => void events.push(event),
      close() {
        const at = row * WIDTH + COLUMNS[NAMES[feature]].start;
        target.values.fill(NO_EVENT, at, at + MAX_LENGTH);
        const place = `${target.path}[${row}].${NAMES[feature]}`;
        events.slice(-MAX_LENGTH).forEach((event, i) => {
          target.values[at + i] = categoryOf(event, feature, place, target);
        });
      },
    };
  },
  rowProblem: (problem, row, path) =>
    new Error(
      `${path}[${row}]: no row: ${JSON.stringify('length' in problem ? problem.length : problem.scalar)}.`,
    ),
};

function numeric(start: number): ScannedColumn {
  const encode = (raw: number): number => Math.fround(raw);
  return { kind: 'numeric', start, encode, fallback: 100 + start, roundsFirst: true };
}

function categoryOf(raw: unknown, feature: number, place: string, target: RowTarget): number {
  if (raw === null) {
    target.addMissing(feature);
    return 102;
  }
  if (typeof raw !== 'string' && typeof raw !== 'number')
    throw new Error(`${place}: expected a category, got ${JSON.stringify(raw)}.`);
  const id = idOf(String(raw));
  if (id >= 0) return id;
  target.addUnknown(feature);
  return UNKNOWN;
}

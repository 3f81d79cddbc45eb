import {
  namesOf,
  type CategoricalFeature,
  type Feature,
  type NumericFeature,
  type SequenceFeature,
} from '@reckit/features';

/** Examples of values that are hashed, of which no list exists, and of ids, which are nobody's business. */
const MADE_UP_VALUES = ['id1', 'id2'];

/** A value of a row, as clients send it. */
export type ExampleValue = number | string | readonly string[];

/** A row by the names of its features. */
export type ExampleRow = Readonly<Record<string, ExampleValue>>;

type Sample = Readonly<Record<string, unknown>>;

/**
 * A row that the model answers as it answers real ones. A number is that of the first sample that has one. Categories
 * and events are frequent ones: those of a row may say whose row it is, and anybody may read the description.
 *
 * @param sampleRows - real rows, as a client would send them; without any, numbers are typical ones
 */
export function exampleRow(features: readonly Feature[], sampleRows: readonly unknown[] = []): ExampleRow {
  const samples = sampleRows.filter(isObject);
  return Object.fromEntries(features.map(feature => [feature.name, exampleOf(feature, samples)]));
}

function isObject(value: unknown): value is Sample {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function exampleOf(feature: Feature, samples: readonly Sample[]): ExampleValue {
  if (feature.kind !== 'numeric') return typicalValue(feature);
  for (const row of samples) {
    const value = Object.hasOwn(row, feature.name) ? row[feature.name] : null;
    if (typeof value === 'number') return rounded(value);
  }
  return typicalValue(feature);
}

/** Whole numbers stay as they are: they may be times. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

function typicalValue(feature: Feature): ExampleValue {
  switch (feature.kind) {
    case 'numeric':
      return feature.categories?.flatMap(category => namesOf(category)).at(0) ?? typicalNumber(feature);
    case 'categorical':
      return frequentValues(feature, 1)[0];
    case 'sequence':
      return frequentValues(feature, 2);
  }
}

/** A plausible value: the middle of what the model was trained on, where that is known. */
function typicalNumber({ scaling, log }: NumericFeature): number {
  const mean = scaling?.mean ?? 1;
  const raw = log && scaling ? Math.sign(mean) * Math.expm1(Math.abs(mean)) : mean;
  return rounded(raw);
}

/** The most frequent values of the training data, where they are known. */
function frequentValues({ coding }: CategoricalFeature | SequenceFeature, count: number): string[] {
  return (coding.kind === 'vocabulary' ? coding.values : MADE_UP_VALUES).slice(0, count);
}

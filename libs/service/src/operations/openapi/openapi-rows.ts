import {
  namesOf,
  type CategoricalFeature,
  type CategoryTable,
  type Feature,
  type NumericFeature,
  type SequenceFeature,
} from '@reckit/features';
import type { Schema } from './schema-parts';

/** Examples of values that are hashed, of which no list exists. */
const HASHED_VALUES = ['id1', 'id2'];

/** Bytes of a text are limited; each character may take six of them in JSON. */
const LONGEST_TEXT = 10_000;

/** A value of a category: a text, or an integer that JSON can carry exactly. (Packages of now take booleans, too.) */
const CATEGORY: Schema = {
  type: ['string', 'integer', 'null'],
  maxLength: LONGEST_TEXT,
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
};

/**
 * The JSON schema of the rows of a request, with an example that a service answers.
 *
 * @param sampleRows - real rows, as a client would send them, whose numbers the example has where there are any
 */
export function rowsSchema(
  features: readonly Feature[],
  maxRows: number,
  sampleRows: readonly unknown[] = [],
): Schema {
  const samples = sampleRows.filter(isObject);
  return {
    type: 'array',
    minItems: 1,
    maxItems: maxRows,
    items: {
      oneOf: [
        {
          type: 'object',
          properties: Object.fromEntries(features.map(feature => [feature.name, valueSchema(feature)])),
        },
        {
          type: 'array',
          description: `Values in the order ${features.map(feature => feature.name).join(', ')}`,
          prefixItems: features.map(valueSchema),
          minItems: features.length,
          maxItems: features.length,
        },
        { type: 'null', description: 'A row of defaults' },
      ],
    },
    example: [Object.fromEntries(features.map(feature => [feature.name, exampleOf(feature, samples)]))],
  };
}

/** The JSON schema of a request that holds its rows under one of several keys. */
export function eitherRowsSchema(keys: readonly string[], rows: Schema): Schema {
  const { minItems, type, ...optional } = rows;
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map(key => [key, { type: [type, 'null'], ...optional }])),
    anyOf: keys.map(key => ({ required: [key], properties: { [key]: { type, minItems } } })),
  };
}

function valueSchema(feature: Feature): Schema {
  switch (feature.kind) {
    case 'numeric':
      if (feature.categories) return tableSchema(feature.categories);
      return {
        type: ['number', 'null'],
        ...(feature.default === 'missing' ? {} : { default: feature.default }),
      };
    case 'categorical':
      return { ...CATEGORY, ...(feature.default === null ? {} : { default: feature.default }) };
    case 'sequence':
      return {
        type: ['array', 'null'],
        description: `Oldest first; the last ${feature.maxLength} count`,
        items: CATEGORY,
      };
  }
}

type Row = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A number is that of the first row that has one. Categories and events are frequent ones: those of a row may say whose
 * row it is, and anybody may read the description.
 */
function exampleOf(feature: Feature, samples: readonly Row[]): unknown {
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

/** So many categories of a table are listed; where there are more, the description says what they are. */
const MAX_LISTED = 100;

/** Categories by name, and by code where a number can be no category. */
function tableSchema(table: CategoryTable): Schema {
  const names = table.flatMap(category => namesOf(category)).map(String);
  const isOfTexts = typeof table[0] !== 'number';
  const others = isOfTexts ? [{ type: ['number', 'null'] }] : [{ enum: [...table, null] }];
  return names.length <= MAX_LISTED
    ? { description: 'A category of the model', anyOf: [{ enum: names }, ...others] }
    : {
        description: `One of the ${names.length} categories of the model`,
        type: ['string', 'number', 'null'],
      };
}

function typicalValue(feature: Feature): number | string | string[] {
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
  return (coding.kind === 'vocabulary' ? coding.values : HASHED_VALUES).slice(0, count);
}

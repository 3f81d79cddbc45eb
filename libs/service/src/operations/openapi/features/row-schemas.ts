import { namesOf, type CategoryTable, type Feature } from '@reckit/features';
import type { ExampleRow } from './example-row';
import type { FeatureFacts } from './feature-facts';
import type { Schema } from '../schema-parts';

/** Bytes of a text are limited; each character may take six of them in JSON. */
const LONGEST_TEXT = 10_000;

/** A value of a category: a text, or an integer that JSON can carry exactly. (Packages of now take booleans, too.) */
const CATEGORY: Schema = {
  type: ['string', 'integer', 'null'],
  maxLength: LONGEST_TEXT,
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
};

/** What is known of a feature, to describe its values. */
export interface DescribedFeature {
  readonly feature: Feature;
  readonly facts: FeatureFacts;
}

/** The JSON Schema of one row: an object of its features, a list of their values, or none, which is one of defaults. */
export function rowSchema(features: readonly DescribedFeature[], keysNote: string | null = null): Schema {
  return {
    oneOf: [
      {
        type: 'object',
        ...(keysNote !== null && { description: keysNote }),
        properties: valueProperties(features),
      },
      {
        type: 'array',
        description: `Values in the order ${features.map(({ feature }) => feature.name).join(', ')}`,
        prefixItems: features.map(({ feature }) => valueSchema(feature)),
        minItems: features.length,
        maxItems: features.length,
      },
      { type: 'null', description: 'A row of defaults' },
    ],
  };
}

/** The JSON Schema of the rows of a request. */
export function rowsSchema(row: Schema, maxRows: number, example: ExampleRow): Schema {
  return { type: 'array', minItems: 1, maxItems: maxRows, items: row, example: [example] };
}

/** The JSON Schema of a request that holds its rows under one of several keys. */
export function eitherRowsSchema(keys: readonly string[], rows: Schema): Schema {
  const { minItems, type, ...optional } = rows;
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map(key => [key, { type: [type, 'null'], ...optional }])),
    anyOf: keys.map(key => ({ required: [key], properties: { [key]: { type, minItems } } })),
  };
}

/** The JSON Schema of rows by their columns: a list for each feature, all of one length. */
export function columnsSchema(features: readonly DescribedFeature[], maxRows: number): Schema {
  return {
    type: 'object',
    minProperties: 1,
    properties: Object.fromEntries(
      features.map(({ feature }) => [
        feature.name,
        { type: 'array', minItems: 1, maxItems: maxRows, items: valueSchema(feature) },
      ]),
    ),
  };
}

/** The JSON Schema of the members of a row, by the names of the features. */
export function valueProperties(features: readonly DescribedFeature[]): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    features.map(({ feature, facts }) => {
      const schema = valueSchema(feature);
      const notes = [schema['description'], noteOn(facts)].filter(note => typeof note === 'string');
      return [feature.name, { ...schema, ...(notes.length > 0 && { description: notes.join('. ') }) }];
    }),
  );
}

function noteOn({ range, missing }: FeatureFacts): string | null {
  const notes = [
    ...(range === null ? [] : [`Range: ${range}`]),
    ...(missing === null ? [] : [`missing in ${missing} of the training data`]),
  ];
  return notes.length > 0 ? notes.join('; ') : null;
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

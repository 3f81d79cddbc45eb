import type { CategoricalFeature, Feature, NumericFeature, SequenceFeature } from '@reckit/features';

type Schema = Readonly<Record<string, unknown>>;

/** Examples of values that are hashed, of which no list exists. */
const HASHED_VALUES = ['id1', 'id2'];

/** Bytes of a text are limited; each character may take six of them in JSON. */
const LONGEST_TEXT = 10_000;

/** A value of a category: a text, or an integer that JSON can carry exactly. */
const CATEGORY: Schema = {
  type: ['string', 'integer', 'null'],
  maxLength: LONGEST_TEXT,
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
};

/** The JSON schema of the rows of a request, with an example that a service answers. */
export function rowsSchema(features: readonly Feature[], maxRows: number): Schema {
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
    example: [Object.fromEntries(features.map(feature => [feature.name, exampleOf(feature)]))],
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

function exampleOf(feature: Feature): number | string | string[] {
  switch (feature.kind) {
    case 'numeric':
      return typicalNumber(feature);
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
  return Number(raw.toPrecision(4));
}

/** The most frequent values of the training data, where they are known. */
function frequentValues({ coding }: CategoricalFeature | SequenceFeature, count: number): string[] {
  return (coding.kind === 'vocabulary' ? coding.values : HASHED_VALUES).slice(0, count);
}

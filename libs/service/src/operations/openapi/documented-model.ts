import type { Recall, Signature } from '@reckit/inference';
import type { ServiceState } from '../../service-state';
import { exampleRow, type ExampleRow } from './features/example-row';
import { featureFacts, type FeatureFacts } from './features/feature-facts';
import { columnsSchema, rowSchema, rowsSchema, type DescribedFeature } from './features/row-schemas';
import { schemaOf, type Schema } from './schema-parts';

/** A model as paths are described for it: under one name of its own, or by a parameter for all its names. */
export interface DocumentedModel {
  readonly name: string;
  /** What stands in a path for the model: its name, or `{model}`. */
  readonly segment: string;
  /** The parameters that the segment needs. */
  readonly parameters: readonly Schema[];
  /** What the page groups the paths under. */
  readonly tag: string;
  /** More to know about the name; null for nothing. */
  readonly note: string | null;
  /** What is called; null while it is not loaded. */
  readonly signature: Signature | null;
  /** What finds items for its rows; null where nothing does. */
  readonly recall: Recall | null;
  /** The version that answers where none is named; null while none is loaded. */
  readonly version: string | null;
  /** The names of all signatures of the model. */
  readonly signatureNames: readonly string[];
  readonly labels: readonly string[];
  readonly features: readonly DescribedFeature[];
  readonly example: ExampleRow;
  /** The rows of a request, with an example; and the same by columns. */
  readonly rows: Schema;
  readonly columns: Schema;
  /** What is described once for all that have such rows. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** The models of a service, in the order of their names: each has rows of its own, so each has paths of its own. */
export function documentedModels(state: ServiceState): readonly DocumentedModel[] {
  const { models, isUnified } = state;
  const [first, ...others] = models.ownNames;
  if (isUnified || others.length > 0) {
    return [first, ...others].map(name =>
      documented(state, name, { segment: name, parameters: [], tag: name, note: noteOn(name, state) }),
    );
  }
  const parameters = [modelParameter(state)];
  return [documented(state, first, { segment: '{model}', parameters, tag: 'Predictions', note: null })];
}

/** The parameter `{model}` of paths that are the same for all models. */
export function modelParameter({ models }: ServiceState): Schema {
  return { name: 'model', in: 'path', required: true, schema: { type: 'string', enum: models.names } };
}

/** What is known of the features of a model, for people. */
export function factsOf({ features }: DocumentedModel): readonly FeatureFacts[] {
  return features.map(({ facts }) => facts);
}

function documented(
  { models, config }: ServiceState,
  name: string,
  path: Pick<DocumentedModel, 'segment' | 'parameters' | 'tag' | 'note'>,
): DocumentedModel {
  const { model, signature: asked } = models.called(name);
  const { current } = model.handle;
  const signature = (asked === null ? current?.mainSignature : current?.signature(asked)) ?? null;
  const spec = signature?.encoder.spec.features ?? [];
  const facts = featureFacts(spec, signature?.seen ?? new Map());
  const features = spec.map((feature, i) => ({ feature, facts: facts[i] }));
  const example = exampleRow(spec, signature?.sampleRows);
  const row = `${name}.Row`;
  const columns = `${name}.Columns`;
  return {
    name,
    ...path,
    signature,
    recall: signature && current?.recall?.extends(signature) ? current.recall : null,
    version: current?.version ?? null,
    signatureNames: current?.signatures.map(each => each.name) ?? [],
    labels: [...model.plan.labels.keys()],
    features,
    example,
    rows: rowsSchema(schemaOf(row), config.maxBatchRows, example),
    columns: schemaOf(columns),
    schemas: {
      [row]: rowSchema(features, signature && keysNoteOf(signature)),
      [columns]: columnsSchema(features, config.maxBatchRows),
    },
  };
}

/** How the keys of rows may be written beside the names of the features; null for no other way. */
function keysNoteOf({ encoder: { groups, prefix, featureNames } }: Signature): string | null {
  const prefixed = featureNames.find(name => prefix !== '' && name.startsWith(prefix));
  const notes = [
    ...(groups.length > 0 ? [`Members may also stand in ${groups.join(', ')}.`] : []),
    ...(prefixed === undefined ? [] : [`${prefixed} may be written ${prefixed.slice(prefix.length)}.`]),
  ];
  return notes.length > 0 ? notes.join(' ') : null;
}

function noteOn(called: string, { models, config }: ServiceState): string | null {
  const aliases = config.modelAliases.filter(({ name }) => name === called).map(({ alias }) => alias);
  const notes = [
    ...(models.called(called).model.isLoaded ? [] : ['Not loaded now.']),
    ...(aliases.length > 0 ? [`Also called ${aliases.join(', ')}.`] : []),
  ];
  return notes.length > 0 ? notes.join(' ') : null;
}

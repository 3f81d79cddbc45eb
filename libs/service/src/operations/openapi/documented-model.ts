import type { Signature } from '@reckit/inference';
import { entriesSchema } from '../../protocols/torchserve/entry-schema';
import type { ServiceState } from '../../service-state';
import { rowsSchema } from './openapi-rows';
import type { Schema } from './schema-parts';

/** A model as paths are described for it: under one name of its own, or by a parameter for all its names. */
export interface DocumentedModel {
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
  /** The rows of a request, with an example. */
  readonly rows: Schema;
  /** What is answered for all rows, in JSON. */
  readonly entries: Schema;
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
  const schema = { type: 'string', enum: models.names };
  const parameters = [{ name: 'model', in: 'path', required: true, schema }];
  return [documented(state, first, { segment: '{model}', parameters, tag: 'Predictions', note: null })];
}

function documented(
  { models, config }: ServiceState,
  name: string,
  path: Pick<DocumentedModel, 'segment' | 'parameters' | 'tag' | 'note'>,
): DocumentedModel {
  const { model, signature: asked } = models.called(name);
  const { current } = model.handle;
  const signature = (asked === null ? current?.mainSignature : current?.signature(asked)) ?? null;
  return {
    ...path,
    signature,
    rows: rowsSchema(signature?.encoder.spec.features ?? [], config.maxBatchRows, signature?.sampleRows),
    entries: signature ? entriesSchema(signature) : { type: 'array', items: {} },
  };
}

function noteOn(called: string, { models, config }: ServiceState): string | null {
  const aliases = config.modelAliases.filter(({ name }) => name === called).map(({ alias }) => alias);
  const notes = [
    ...(models.called(called).model.isLoaded ? [] : ['Not loaded now.']),
    ...(aliases.length > 0 ? [`Also called ${aliases.join(', ')}.`] : []),
  ];
  return notes.length > 0 ? notes.join(' ') : null;
}

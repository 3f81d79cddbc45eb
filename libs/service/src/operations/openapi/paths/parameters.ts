import type { DocumentedModel } from '../documented-model';
import { TEXT, type Schema } from '../schema-parts';

/** Which of the versions of a model a path or a query names. */
export function versionParameter(
  place: 'path' | 'query',
  { version }: Pick<DocumentedModel, 'version'>,
): Schema {
  return {
    name: 'version',
    in: place,
    required: place === 'path',
    description: 'One of the versions that are loaded; without one the current version answers',
    schema: { type: 'string', minLength: 1, pattern: '^[^/:]+$' },
    // What a query may leave out is left out when it is tried.
    ...(place === 'path' && version !== null && { example: version }),
  };
}

/** Which of the labels of a model a path names. */
export function labelParameter({ labels }: Pick<DocumentedModel, 'labels'>): Schema {
  return {
    name: 'label',
    in: 'path',
    required: true,
    description:
      labels.length > 0
        ? 'A label stands for a version (MODEL_LABELS)'
        : 'There are no labels here (MODEL_LABELS)',
    schema:
      labels.length > 0 ? { type: 'string', enum: labels } : { ...TEXT, minLength: 1, pattern: '^[^/:]+$' },
  };
}

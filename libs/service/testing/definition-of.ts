import type { FlatLayout } from '@reckit/inference';
import type { ServiceDefinition } from '../src/service-definition';

const NO_FILES: FlatLayout = {
  modelFiles: [],
  metaFile: '',
  scalerFile: '',
  read: () => Promise.reject(new Error('This model has no files.')),
};

/** A model that is never loaded. */
export function definitionOf(name: string, names?: ServiceDefinition['names']): ServiceDefinition {
  return { name, title: `The ${name}`, defaultPort: 0, flat: NO_FILES, ...(names && { names }) };
}

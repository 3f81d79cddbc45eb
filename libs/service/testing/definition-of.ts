import type { ServiceDefinition } from '../src/service-definition';

/** A model that is never loaded. */
export function definitionOf(name: string, names?: ServiceDefinition['names']): ServiceDefinition {
  return { name, title: `The ${name}`, defaultPort: 0, ...(names && { names }) };
}

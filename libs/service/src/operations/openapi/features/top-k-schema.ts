import { MAX_TOP_K } from '@reckit/protocol';
import type { Schema } from '../schema-parts';

/**
 * JSON Schema of how many neighbours are asked for.
 *
 * @param byDefault - how many where nothing is said; null where nothing else is answered then
 */
export function topKSchema(byDefault: number | null): Schema {
  return {
    type: ['integer', 'null'],
    ...(byDefault !== null && { default: byDefault }),
    description: `How many at most; 1 to ${MAX_TOP_K}, and what is beyond counts as the nearest of these`,
  };
}

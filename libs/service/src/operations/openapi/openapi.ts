import type { ServiceState } from '../../service-state';
import { documentedModels, type DocumentedModel } from './documented-model';
import { operationsPaths } from './operations-paths';
import type { Paths, Schema } from './schema-parts';
import { torchServePaths } from './torchserve-paths';

/** What describes a group of paths; to describe a protocol, add what describes its own. */
type DescribePaths = (state: ServiceState, documented: readonly DocumentedModel[]) => Paths;

const DESCRIBERS: readonly DescribePaths[] = [torchServePaths, operationsPaths];

/** The OpenAPI 3.1 description of a service, with the features of the models that it serves now. */
export function openApiOf(state: ServiceState): Schema {
  const documented = documentedModels(state);
  return {
    openapi: '3.1.0',
    info: { title: state.title, version: versionOf(state) },
    // Relative to where the description was read, so that it holds behind a proxy that strips a prefix.
    servers: [{ url: '.', description: 'This service' }],
    paths: Object.assign({}, ...DESCRIBERS.map(describe => describe(state, documented))),
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic', description: 'Any user; the password is the key.' },
      },
      schemas: {
        Error: {
          type: 'object',
          required: ['detail', 'request_id'],
          properties: { detail: { type: 'string' }, request_id: { type: 'string' } },
        },
      },
    },
  };
}

/** The version that is described; of several models each with its name. */
function versionOf({ models, isUnified }: ServiceState): string {
  if (!isUnified) return models.first.handle.current?.version ?? 'no model';
  return models.all
    .map(({ definition, handle }) => `${definition.name} ${handle.current?.version ?? '(not loaded)'}`)
    .join(', ');
}

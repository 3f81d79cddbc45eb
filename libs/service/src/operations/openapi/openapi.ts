import type { ServiceState } from '../../service-state';
import { documentedModels, factsOf, type DocumentedModel } from './documented-model';
import { endpointPaths } from './paths/endpoint-paths';
import { featureTable } from './features/feature-table';
import { kserveV1Paths, V1_TAG } from './paths/kserve-v1-paths';
import { OIP_TAG, oipPaths } from './paths/oip-paths';
import { OPERATIONS_TAG, operationsPaths } from './paths/operations-paths';
import { responseParts } from './responses';
import type { Paths, Schema } from './schema-parts';
import { torchServePaths } from './paths/torchserve-paths';

/** What describes a group of paths; to describe a protocol, add what describes its own. */
type DescribePaths = (state: ServiceState, documented: readonly DocumentedModel[]) => Paths;

const DESCRIBERS: readonly DescribePaths[] = [
  torchServePaths,
  endpointPaths,
  kserveV1Paths,
  oipPaths,
  operationsPaths,
];

/** The OpenAPI 3.1 description of a service, with the features of the models that it serves now. */
export function openApiOf(state: ServiceState): Schema {
  const documented = documentedModels(state);
  const { headers, responses, schemas } = responseParts();
  return {
    openapi: '3.1.0',
    info: { title: state.title, version: versionOf(state), description: introduction(documented) },
    // Relative to where the description was read, so that it holds behind a proxy that strips a prefix.
    servers: [{ url: '.', description: 'This service' }],
    tags: tagsOf(documented),
    paths: Object.assign({}, ...DESCRIBERS.map(describe => describe(state, documented))),
    components: {
      ...(isGuarded(state) && { securitySchemes: SECURITY_SCHEMES }),
      headers,
      responses,
      schemas: Object.assign({}, schemas, ...documented.map(model => model.schemas)),
    },
  };
}

/** The ways to show a key; without any key the page has nothing to ask for. */
const SECURITY_SCHEMES = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  bearer: { type: 'http', scheme: 'bearer' },
  basic: { type: 'http', scheme: 'basic', description: 'Any user; the password is the key.' },
};

function isGuarded({ config }: ServiceState): boolean {
  return config.predictApiKey.length > 0 || config.reloadApiKey.length > 0;
}

/** What holds for all paths, and the features of each model. */
function introduction(documented: readonly DocumentedModel[]): string {
  const tables = documented.flatMap(model => {
    const title = documented.length === 1 ? 'Features' : `Features of ${model.name}`;
    return model.features.length === 0 ? [] : [featureTable(title, factsOf(model))];
  });
  return [EVERYWHERE, ...tables].join('\n\n');
}

const EVERYWHERE = [
  '`HEAD` works wherever `GET` does, and a trailing slash is the same path; another method is 405 with `Allow`.',
  'A request may bring an `X-Request-ID` and a `traceparent`; its body may be compressed (`Content-Encoding: gzip` or',
  '`deflate`), and so are long answers where the client accepts it.',
].join(' ');

function tagsOf(documented: readonly DocumentedModel[]): readonly Schema[] {
  const models = [...new Set(documented.map(({ tag }) => tag))].map(name => ({
    name,
    description: documented.length === 1 ? 'In every protocol' : 'Predictions in every protocol',
  }));
  return [
    ...models,
    { name: V1_TAG, description: 'Status and metadata' },
    { name: OIP_TAG, description: 'Health, metadata and the model repository, with what Triton adds' },
    { name: OPERATIONS_TAG, description: 'Health, metrics, reload and this description' },
  ];
}

/** The version that is described; of several models each with its name. */
function versionOf({ models, isUnified }: ServiceState): string {
  if (!isUnified) return models.first.handle.current?.version ?? 'no model';
  return models.all
    .map(({ definition, handle }) => `${definition.name} ${handle.current?.version ?? '(not loaded)'}`)
    .join(', ');
}

import type { Express } from 'express';
import { modelConfig, modelMetadata, modelStatistics, serverMetadata } from '@reckit/protocol';
import { only, READ, send } from '../../http/routing';
import { allCounts, countsOf, describedModel } from '../../operations/repository';
import type { ServiceState } from '../../service-state';
import { SERVER_VERSION } from './server-version';

interface NamedModel {
  readonly name: string;
  readonly version?: string;
}

/** What the service and its models are like: `/v2`, `/v2/models/{name}`, and Triton's `config` and `stats`. */
export function addMetadataRoutes(app: Express, state: ServiceState): void {
  only(app, '/v2', READ, (_request, response) => {
    send(response, 200, serverMetadata(state.title, SERVER_VERSION));
  });
  only(app, '/v2/models/stats', READ, async (_request, response) => {
    send(response, 200, { model_stats: (await allCounts(state)).map(modelStatistics) });
  });
  only<NamedModel>(app, '/v2/models/:name{/versions/:version}', READ, ({ params }, response) => {
    const { name, version = null } = params;
    send(response, 200, modelMetadata(describedModel(state, name, version)));
  });
  only<NamedModel>(app, '/v2/models/:name{/versions/:version}/config', READ, ({ params }, response) => {
    const { name, version = null } = params;
    send(response, 200, modelConfig(describedModel(state, name, version)));
  });
  only<NamedModel>(app, '/v2/models/:name{/versions/:version}/stats', READ, async ({ params }, response) => {
    const { name, version = null } = params;
    send(response, 200, { model_stats: [modelStatistics(await countsOf(state, name, version))] });
  });
}

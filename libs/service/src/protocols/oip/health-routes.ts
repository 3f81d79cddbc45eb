import type { Express } from 'express';
import { Unavailable } from '@reckit/protocol';
import { only, READ, send } from '../../http/routing';
import { calledSignature } from '../../operations/repository';
import { readinessOf } from '../../operations/status';
import type { ServiceState } from '../../service-state';

/** `/v2/health/…`, and whether one model is ready. What is not is answered 503, which probes and gateways understand. */
export function addHealthRoutes(app: Express, state: ServiceState): void {
  only(app, '/v2/health/live', READ, (_request, response) => {
    send(response, 200, { live: true });
  });
  only(app, '/v2/health/ready', READ, (_request, response) => {
    if (!state.isWhole) throw new Unavailable(`The service is not ready: ${readinessOf(state)}.`);
    send(response, 200, { ready: true });
  });
  only<NamedModel>(app, '/v2/models/:name{/versions/:version}/ready', READ, ({ params }, response) => {
    const { name, version = null } = params;
    calledSignature(state, name, version);
    send(response, 200, { name, ready: true });
  });
}

/** The model and the version of a path. */
interface NamedModel {
  readonly name: string;
  readonly version?: string;
}

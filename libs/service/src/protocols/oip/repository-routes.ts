import type { IncomingMessage } from 'node:http';
import type { Express } from 'express';
import { decodeIndexRequest, decodeRepositoryRequest, repositoryIndex } from '@reckit/protocol';
import { assertApiKey } from '../../http/api-key';
import { traceIdOf } from '../../http/begin-trace';
import { assertJsonContent } from '../../http/json-content';
import { only, requestIdOf, send } from '../../http/routing';
import { loadModel, repositoryEntries, unloadModel } from '../../operations/repository';
import type { ServiceState } from '../../service-state';

const MAX_BYTES = 65_536;
const WRITE = ['POST'] as const;

interface NamedModel {
  readonly name: string;
}

/** Triton's model repository: what there is, and loading and unloading it, for whoever may reload. */
export function addRepositoryRoutes(app: Express, state: ServiceState): void {
  only(app, '/v2/repository/index', WRITE, async (request, response) => {
    const isReadyWanted = decodeIndexRequest(await readBody(request, state));
    send(response, 200, repositoryIndex(await repositoryEntries(state), isReadyWanted));
  });
  only<NamedModel>(app, '/v2/repository/models/:name/load', WRITE, async (request, response) => {
    decodeRepositoryRequest(await readBody(request, state));
    await loadModel(state, request.params.name, requestIdOf(response), traceIdOf(response));
    response.writeHead(200, { 'Content-Length': 0 }).end();
  });
  only<NamedModel>(app, '/v2/repository/models/:name/unload', WRITE, async (request, response) => {
    decodeRepositoryRequest(await readBody(request, state));
    await unloadModel(state, request.params.name, requestIdOf(response), traceIdOf(response));
    response.writeHead(200, { 'Content-Length': 0 }).end();
  });
}

/** The body of a call, for whoever has the key: empty, or JSON, of which parameters that are not known are ignored. */
async function readBody(request: IncomingMessage, state: ServiceState): Promise<Buffer> {
  assertApiKey(request, state.config.reloadApiKey);
  const upload = await state.uploads.read(request, {
    maxBytes: Math.min(state.config.maxBodyBytes, MAX_BYTES),
    advice: 'that a call of the repository may have.',
  });
  try {
    // curl says that an empty body is a form.
    if (upload.bytes.length > 0) assertJsonContent(request);
    return upload.bytes;
  } finally {
    upload.release();
  }
}

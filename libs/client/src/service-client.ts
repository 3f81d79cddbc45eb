import { HttpConnection } from './http/http-connection';
import { KServeV1Client } from './kserve-v1/kserve-v1-client';
import { OipClient } from './oip/oip-client';
import { OperationsClient } from './operations/operations-client';
import type { ClientOptions } from './options';
import { EndpointsClient } from './torchserve/endpoints-client';
import { TorchServeClient } from './torchserve/torchserve-client';

/** All that a service answers over HTTP, on connections that the protocols share. */
export class ServiceClient {
  readonly torchServe: TorchServeClient;
  readonly endpoints: EndpointsClient;
  /** KServe v1 and TensorFlow Serving. */
  readonly v1: KServeV1Client;
  /** The Open Inference Protocol v2. */
  readonly v2: OipClient;
  readonly operations: OperationsClient;
  readonly #connection: HttpConnection;

  /** @throws TypeError for options that cannot be meant */
  constructor(options: ClientOptions) {
    const connection = new HttpConnection(options);
    this.#connection = connection;
    this.torchServe = new TorchServeClient(connection);
    this.endpoints = new EndpointsClient(connection);
    this.v1 = new KServeV1Client(connection);
    this.v2 = new OipClient(connection);
    this.operations = new OperationsClient(connection);
  }

  /** Lets the connections go; calls that are under way fail. */
  close(): void {
    this.#connection.close();
  }
}

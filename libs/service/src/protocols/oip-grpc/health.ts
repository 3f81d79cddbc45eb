import { createRequire } from 'node:module';
import path from 'node:path';
import type {
  sendUnaryData,
  Server,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  StatusObject,
} from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { BadRequest, NotFound } from '@reckit/protocol';
import { quoted } from '@reckit/messages';
import { statusOf } from './grpc-status';
import { DEFINITION_OPTIONS, INFERENCE_SERVICE, MALFORMED, readingAnything } from './service-definitions';

type ServingStatus = 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

interface HealthRequest {
  readonly service: string;
}

type Received = HealthRequest | typeof MALFORMED;

interface HealthResponse {
  readonly status: ServingStatus;
}

const HEALTH_SERVICE = 'grpc.health.v1.Health';
/** The names whose health is told: the server as a whole, and its service. */
const SERVICES: readonly string[] = ['', INFERENCE_SERVICE];

/**
 * The standard health service of gRPC: it follows the readiness of the process. Of its package only the definition is
 * taken: the implementation keeps every name that a client ever watched, and loads protobufjs once more.
 */
export class Health {
  readonly #watchers = new Set<ServerWritableStream<Received, HealthResponse>>();
  #shown: ServingStatus;

  constructor(private readonly isReady: () => boolean) {
    this.#shown = this.#status;
  }

  /** @param definitions - see `healthDefinitions` */
  addTo(server: Server, definitions: PackageDefinition): void {
    const methods: ServiceDefinition = Object.fromEntries(Object.entries(definitions[HEALTH_SERVICE]));
    server.addService(readingAnything(methods, MALFORMED), {
      check: (call: ServerUnaryCall<Received, HealthResponse>, send: sendUnaryData<HealthResponse>) => {
        const { request } = call;
        if (request === MALFORMED) send(unreadable());
        else if (SERVICES.includes(request.service)) send(null, { status: this.#status });
        else {
          const unknown = new NotFound(`There is no service ${quoted(request.service)} here.`);
          send(statusOf(unknown));
        }
      },
      watch: (call: ServerWritableStream<Received, HealthResponse>) => {
        const { request } = call;
        if (request === MALFORMED) {
          call.emit('error', unreadable());
          return;
        }
        if (!SERVICES.includes(request.service)) {
          // It may come into being by the specification, so the call goes on; here it never will.
          call.write({ status: 'SERVICE_UNKNOWN' });
          return;
        }
        // What is shown may be older than the readiness.
        this.refresh();
        call.write({ status: this.#shown });
        this.#watchers.add(call);
        call.once('cancelled', () => this.#watchers.delete(call));
      },
      list: (_call: unknown, send: sendUnaryData<{ statuses: Record<string, HealthResponse> }>) => {
        const status = this.#status;
        send(null, { statuses: Object.fromEntries(SERVICES.map(name => [name, { status }])) });
      },
    });
  }

  /** Tells those who watch if the readiness is another one than before; to be called now and then. */
  refresh(): void {
    const status = this.#status;
    if (status === this.#shown) return;
    this.#shown = status;
    for (const watcher of this.#watchers) watcher.write({ status });
  }

  get #status(): ServingStatus {
    return this.isReady() ? 'SERVING' : 'NOT_SERVING';
  }
}

function unreadable(): StatusObject {
  return statusOf(new BadRequest('The message is not one of this method.'));
}

/** The definition of the service, as its package ships it. */
export function healthDefinitions(): PackageDefinition {
  const folder = path.dirname(createRequire(__filename).resolve('grpc-health-check/package.json'));
  return loadSync(path.join(folder, 'proto', 'health', 'v1', 'health.proto'), DEFINITION_OPTIONS);
}

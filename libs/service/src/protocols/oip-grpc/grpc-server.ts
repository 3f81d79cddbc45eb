import { Server, ServerCredentials, type ServerOptions } from '@grpc/grpc-js';
import type { Predictor } from '../../infer/predictor';
import { listen } from '../../lifecycle/listen';
import type { ServiceState } from '../../service-state';
import { CallAccess } from './call-access';
import { createDoor } from './door';
import { Health } from './health';
import { InferCalls } from './infer-calls';
import { inferenceMethods } from './inference-service';
import { OpenCalls } from './open-calls';
import { offeredServices } from './offered-services';
import { INFER_PATH, inferenceService, readingAnything } from './service-definitions';
import { TlsCredentials } from './tls/tls-credentials';
import { TlsFiles } from './tls/tls-files';
import { TlsWatch } from './tls/tls-watch';

/** Calls at once on one connection; a client keeps further ones to itself until others have ended. */
const MAX_STREAMS = 256;
/** How often it is looked whether clients keep the service waiting, and whether its readiness has changed. */
const SWEEP_MS = 250;
/** How often it is looked whether the files for TLS have been replaced. */
const TLS_LOOK_MS = 2_000;
/** How long a client may take to answer a ping. */
const PING_TIMEOUT_MS = 20_000;

/** The gRPC server of a service. */
export interface GrpcServer {
  /** Where it listens, as `grpc://host:port`. */
  readonly address: string;
  readonly port: number;
  /** Takes no more connections and calls, and settles when those that are under way have ended. */
  close(): Promise<void>;
  /** Ends everything at once. */
  destroy(): void;
}

/**
 * Opens the gRPC server of a service: the Open Inference Protocol, health and reflection.
 *
 * @param grpcPort - 0 for any free port
 * @throws BadConfig if a file for TLS cannot be used, or the port cannot be listened on
 */
export async function openGrpcServer(
  state: ServiceState,
  predictor: Predictor,
  grpcPort: number,
): Promise<GrpcServer> {
  const { config } = state;
  const { credentials, watch } = openTls(state);
  const calls = new OpenCalls({ ...config, maxCalls: config.maxConnections });
  const access = new CallAccess(config);
  const infer = new InferCalls(state, predictor, calls, access);
  const health = new Health(() => state.isReady);
  const server = new Server({
    ...optionsOf(state),
    interceptors: [
      calls.interceptor((path, open, metadata) => path !== INFER_PATH || infer.admits(open, metadata)),
    ],
  });
  const offered = offeredServices();
  server.addService(inferenceService(offered.inference), inferenceMethods(state, calls, infer, access));
  health.addTo(server, offered.health);
  for (const { service, methods } of offered.reflection) {
    // What cannot be read is a message that asks nothing, which is answered as such.
    server.addService(readingAnything(service, {}), methods);
  }

  const injector = server.createConnectionInjector(credentials);
  const door = createDoor(config.maxConnections, socket => injector.injectConnection(socket));
  const port = await listen(door.server, { host: config.host, port: grpcPort }, 'GRPC_PORT');
  const timer = setInterval(() => {
    calls.sweep();
    health.refresh();
  }, SWEEP_MS).unref();
  const looks = setInterval(() => void watch?.look(), TLS_LOOK_MS).unref();

  return {
    port,
    address: `${watch === null ? 'grpc' : 'grpcs'}://${config.host}:${port}`,
    async close() {
      health.refresh();
      door.server.close();
      calls.endStreams();
      await new Promise(resolve => server.tryShutdown(resolve));
      clearInterval(timer);
      clearInterval(looks);
      door.destroyAll();
    },
    destroy() {
      clearInterval(timer);
      clearInterval(looks);
      door.server.close();
      server.forceShutdown();
      door.destroyAll();
    },
  };
}

/** How the server shows who it is, and what sees to it that it shows what its files hold; null where it shows nothing. */
function openTls({ config, logger }: ServiceState): {
  readonly credentials: ServerCredentials;
  readonly watch: TlsWatch | null;
} {
  const files = TlsFiles.of(config);
  if (!files) return { credentials: ServerCredentials.createInsecure(), watch: null };
  const contents = files.readNow();
  const credentials = new TlsCredentials(contents);
  return { credentials, watch: new TlsWatch(files, contents, credentials, logger) };
}

function optionsOf({ config }: ServiceState): ServerOptions {
  return {
    'grpc.max_receive_message_length': config.maxBodyBytes,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': MAX_STREAMS,
    'grpc.max_connection_idle_ms': config.keepAliveTimeoutMs,
    // Finds out which clients are gone that still have a call under way.
    'grpc.keepalive_time_ms': config.keepAliveTimeoutMs / 2,
    'grpc.keepalive_timeout_ms': PING_TIMEOUT_MS,
    'grpc.enable_channelz': 0,
    ...(config.grpcMaxConnectionAgeMs > 0 && {
      'grpc.max_connection_age_ms': config.grpcMaxConnectionAgeMs,
      'grpc.max_connection_age_grace_ms': config.requestTimeoutMs,
    }),
  };
}

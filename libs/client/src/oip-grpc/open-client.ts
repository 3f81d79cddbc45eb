import type { ChannelCredentials, Client } from '@grpc/grpc-js';
import type { ClientSettings, TlsOptions } from '../options';
import type { GrpcRuntime } from './grpc-runtime';

const DEFAULT_PORTS = { 'http:': '80', 'https:': '443' } as const;

/** A client of grpc-js that retries nothing by itself, with a connection of its own. */
export function openClient({ grpc }: GrpcRuntime, { url, tls }: ClientSettings): Client {
  const isTls = url.protocol === 'https:';
  const port = url.port === '' ? DEFAULT_PORTS[isTls ? 'https:' : 'http:'] : url.port;
  return new grpc.Client(
    `${url.hostname}:${port}`,
    isTls ? tlsCredentials(grpc, tls) : grpc.credentials.createInsecure(),
    {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      'grpc.enable_retries': 0,
      'grpc.use_local_subchannel_pool': 1,
      ...(tls.serverName !== undefined && {
        'grpc.ssl_target_name_override': tls.serverName,
        'grpc.default_authority': tls.serverName,
      }),
    },
  );
}

function tlsCredentials(
  { credentials }: GrpcRuntime['grpc'],
  { ca, cert, key }: TlsOptions,
): ChannelCredentials {
  const [root, privateKey, chain] = [ca, key, cert].map(pem => (pem === undefined ? null : Buffer.from(pem)));
  return credentials.createSsl(root, privateKey, chain);
}

/** @needs openssl */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { credentials, status as Status, type ChannelCredentials } from '@grpc/grpc-js';
import { BadConfig } from '@reckit/service';
import { certificateAuthority, type Identity } from '../../../service-testing/certificates';
import { grpcClients } from '../../../service-testing/grpc-client';
import { services } from '../testing/local-service';

const start = services.perTest();
const newClient = grpcClients();
const authority = certificateAuthority();

function settings(
  { certFile, keyFile }: Identity,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { GRPC_PORT: '0', GRPC_TLS_CERT_FILE: certFile, GRPC_TLS_KEY_FILE: keyFile, ...more };
}

function trusting(client: Identity | null = null): ChannelCredentials {
  const ca = readFileSync(authority().caFile);
  return client === null
    ? credentials.createSsl(ca)
    : credentials.createSsl(ca, readFileSync(client.keyFile), readFileSync(client.certFile));
}

/** The status of a call; one that cannot connect gives up soon. */
async function codeOf(port: number, security: ChannelCredentials): Promise<number> {
  const question = { options: { deadline: Date.now() + 10_000 } };
  return (await newClient(port, security).call('ServerLive', {}, question)).code;
}

test('a client that trusts the authority is answered, and one without TLS is not', async () => {
  const { grpcPort } = await start(settings(authority().issue('server')));
  expect(await codeOf(grpcPort, trusting())).toBe(Status.OK);
  expect(await codeOf(grpcPort, credentials.createInsecure())).toBe(Status.UNAVAILABLE);
  expect(await codeOf(grpcPort, credentials.createSsl())).toBe(Status.UNAVAILABLE);
});

test('with an authority for clients, only those that it has signed are answered', async () => {
  const { caFile } = authority();
  const { grpcPort } = await start(
    settings(authority().issue('server'), { GRPC_TLS_CLIENT_CA_FILE: caFile }),
  );
  expect(await codeOf(grpcPort, trusting(authority().issue('client')))).toBe(Status.OK);
  expect(await codeOf(grpcPort, trusting())).toBe(Status.UNAVAILABLE);
});

describe('what prevents a start is said', () => {
  const refused = async (
    environment: Readonly<Record<string, string>>,
    message: string | RegExp,
  ): Promise<void> => {
    const started = start(environment, { loaded: false });
    await expect(started).rejects.toThrow(BadConfig);
    await expect(started).rejects.toThrow(message);
  };

  test('a file that is not there', async () => {
    const { keyFile } = authority().issue('server');
    const missing = path.join(path.dirname(keyFile), 'missing.pem');
    await refused(
      settings({ certFile: missing, keyFile }),
      `GRPC_TLS_CERT_FILE=${missing} cannot be read: ENOENT`,
    );
  });

  test('a file that holds something else', async () => {
    const { certFile, keyFile } = authority().issue('server');
    const wrong = path.join(path.dirname(keyFile), 'wrong.pem');
    writeFileSync(wrong, 'no certificate');
    await refused(settings({ certFile: wrong, keyFile }), `GRPC_TLS_CERT_FILE=${wrong} is no PEM file`);
    await refused(settings({ certFile, keyFile: wrong }), `GRPC_TLS_KEY_FILE=${wrong} is no PEM file`);
  });

  test('the key of another certificate', async () => {
    const { certFile } = authority().issue('server');
    const { keyFile } = authority().issue('other');
    await refused(settings({ certFile, keyFile }), /^GRPC_TLS_KEY_FILE=.*mismatch/);
  });
});

/** @needs openssl */
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { GrpcConnection, OipGrpcClient, type TlsOptions } from '@reckit/client';
import { BadConfig } from '@reckit/service';
import { certificateAuthority, type Identity } from '../../../service-testing/programs/certificates';
import { failureOf } from '../../../service-testing/contract/contract-clients';
import { eventually } from '../../../service-testing/clients/eventually';
import { services, type LocalService } from '../testing/local-service';

const start = services.perTest();
const authority = certificateAuthority();

function settings(
  { certFile, keyFile }: Identity,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { GRPC_PORT: '0', GRPC_TLS_CERT_FILE: certFile, GRPC_TLS_KEY_FILE: keyFile, ...more };
}

function trusting(client: Identity | null = null): TlsOptions {
  const ca = readFileSync(authority().caFile);
  return { ca, ...(client && { key: readFileSync(client.keyFile), cert: readFileSync(client.certFile) }) };
}

/** Asks once, by TLS or without. */
async function isLive(port: number, tls?: TlsOptions): Promise<boolean> {
  const url = `${tls ? 'https' : 'http'}://localhost:${port}`;
  const connection = new GrpcConnection({ url, tls, connectTimeoutMs: 10_000, retry: { attempts: 1 } });
  const { value } = await new OipGrpcClient(connection).isServerLive().finally(() => connection.close());
  return value;
}

/** Expects that there is no connection. */
async function expectRefused(call: Promise<unknown>): Promise<void> {
  expect(await failureOf(call)).toMatchObject({ failure: 'connection', code: 'UNAVAILABLE' });
}

test('a client that trusts the authority is answered, and one without TLS is not', async () => {
  const { grpcPort } = await start(settings(authority().issue('server')));
  expect(await isLive(grpcPort, trusting())).toBe(true);
  await expectRefused(isLive(grpcPort));
  await expectRefused(isLive(grpcPort, {}));
  await expectRefused(isLive(grpcPort, { ...trusting(), serverName: 'other.example' }));
});

test('with an authority for clients, only those that it has signed are answered', async () => {
  const { caFile } = authority();
  const { grpcPort } = await start(
    settings(authority().issue('server'), { GRPC_TLS_CLIENT_CA_FILE: caFile }),
  );
  expect(await isLive(grpcPort, trusting(authority().issue('client')))).toBe(true);
  await expectRefused(isLive(grpcPort, trusting()));
});

describe('when the files are replaced', () => {
  /** A server with files of its own that a test may replace. */
  async function startWithOwnFiles(): Promise<{ service: LocalService; own: Identity }> {
    const { certFile, keyFile } = authority().issue('first');
    const own = { certFile: `${certFile}.own`, keyFile: `${keyFile}.own` };
    replace(own, { certFile, keyFile });
    return { service: await start(settings(own)), own };
  }

  function replace(files: Identity, by: Identity): void {
    copyFileSync(by.certFile, files.certFile);
    copyFileSync(by.keyFile, files.keyFile);
  }

  async function connected(port: number): Promise<TLSSocket> {
    const ca = readFileSync(authority().caFile);
    const socket = connect({ host: '127.0.0.1', servername: 'localhost', port, ca, ALPNProtocols: ['h2'] });
    await once(socket, 'secureConnect');
    return socket;
  }

  /** The name on the certificate that a new connection is shown. */
  async function shownTo(port: number): Promise<unknown> {
    const socket = await connected(port);
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return subject.CN;
  }

  test('new connections are shown the new certificate, and those that are open go on', async () => {
    const { service, own } = await startWithOwnFiles();
    const open = await connected(service.grpcPort);
    const url = `https://localhost:${service.grpcPort}`;
    const connection = new GrpcConnection({ url, tls: trusting(), retry: { attempts: 1 } });
    const client = new OipGrpcClient(connection);
    expect((await client.isServerLive()).value).toBe(true);
    expect(await shownTo(service.grpcPort)).toBe('first');
    replace(own, authority().issue('second'));
    await eventually('the new certificate', async () =>
      (await shownTo(service.grpcPort)) === 'second' ? true : null,
    );
    expect((await client.isServerLive()).value).toBe(true);
    expect(open.closed).toBe(false);
    open.destroy();
    connection.close();
    expect(service.logs).toContainEqual(
      expect.objectContaining({ message: 'certificate replaced', subject: 'CN=second' }),
    );
  });

  test('by what cannot be used, the log says so and the old certificate stays until there is a good one', async () => {
    const { service, own } = await startWithOwnFiles();
    const second = authority().issue('second');
    copyFileSync(second.keyFile, own.keyFile);
    const message = 'certificate not replaced, the old one goes on being shown';
    await eventually('a line of the log', () => service.logs.find(entry => entry['message'] === message));
    expect(await shownTo(service.grpcPort)).toBe('first');
    copyFileSync(second.certFile, own.certFile);
    await eventually('the new certificate', async () =>
      (await shownTo(service.grpcPort)) === 'second' ? true : null,
    );
    const said = service.logs.filter(entry => entry['message'] === message);
    expect(said).toEqual([
      expect.objectContaining({ level: 'error', error: expect.stringContaining('GRPC_TLS_KEY_FILE') }),
    ]);
  });
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

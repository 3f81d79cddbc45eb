/** @needs openssl */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ServiceClient, type TlsOptions } from '@reckit/client';
import { certificateAuthority, type Identity } from '../programs/certificates';
import { failureOf } from '../contract/contract-clients';

const authority = certificateAuthority();
let server: Server;
/** Whether each client that was answered has shown a certificate. */
const shown: boolean[] = [];

beforeAll(async () => {
  const { certFile, keyFile } = authority().issue('server');
  const [cert, key, ca] = [certFile, keyFile, authority().caFile].map(file => readFileSync(file));
  // It stands for a proxy before a service: services speak no TLS over HTTP themselves.
  server = createServer(
    { cert, key, ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      shown.push(request.socket instanceof TLSSocket && request.socket.authorized);
      response.end('{"status": "live"}');
    },
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise(resolve => server.close(resolve)));

function trusting(client: Identity | null = null): TlsOptions {
  const ca = readFileSync(authority().caFile);
  return { ca, ...(client && { key: readFileSync(client.keyFile), cert: readFileSync(client.certFile) }) };
}

async function isLive(tls: TlsOptions): Promise<boolean> {
  const { port } = server.address() as AddressInfo;
  const client = new ServiceClient({ url: `https://127.0.0.1:${port}`, tls, retry: { attempts: 1 } });
  const { value } = await client.operations.isLive().finally(() => client.close());
  return value;
}

test('a server is trusted by its authority, and shown the certificate of the client', async () => {
  expect(await isLive(trusting())).toBe(true);
  expect(await isLive(trusting(authority().issue('client')))).toBe(true);
  expect(await isLive({ ...trusting(), serverName: 'localhost' })).toBe(true);
  expect(shown).toEqual([false, true, false]);
});

test.each([
  ['whose authority is not known', () => ({})],
  ['that should be another one', () => ({ ...trusting(), serverName: 'other.example' })],
])('a server %s is not asked, and not tried again', async (_which, tls) => {
  expect(await failureOf(isLive(tls()))).toMatchObject({
    failure: 'connection',
    mayRetry: false,
    status: null,
  });
});

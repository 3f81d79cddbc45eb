/** @needs openssl */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tableFromArrays } from 'apache-arrow';
import { FlightServer } from '../../../../testing/flight-server';
import { temporaryFiles } from '../../../testing/temporary-files';
import type { DatabaseSettings } from '../database-settings';
import { snapshotOfDatabase } from '../snapshot-of-database';

const files = temporaryFiles();
let server: FlightServer;
let plain: FlightServer;

beforeAll(async () => {
  const [key, certificate] = [files.path('key.pem'), files.path('certificate.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...made, ...name], { stdio: 'ignore' });
  const tls = { key: readFileSync(key), certificate: readFileSync(certificate) };
  const common = { user: 'reader', password: 'x', answer: () => tableFromArrays({ n: [1, 2, 3] }), tls };
  server = await FlightServer.start(common);
  plain = await FlightServer.start({ ...common, locations: ['grpc://127.0.0.1:8070'] });
});
afterAll(() => {
  server.close();
  plain.close();
});

async function outcomeOf(others: Partial<DatabaseSettings>, { port } = server): Promise<string> {
  const settings: DatabaseSettings = {
    kind: 'doris',
    host: 'localhost',
    port: 9030,
    arrowPort: port,
    user: 'reader',
    password: 'x',
    rows: { table: 'shop.clicks' },
    tls: 'verify',
    tlsCa: files.path('certificate.pem'),
    timeoutMs: 5_000,
    ...others,
  };
  try {
    const snapshot = await snapshotOfDatabase(settings);
    await snapshot.release();
    return `${snapshot.rows} rows`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('rows come over TLS from a server that proves who it is', async () => {
  expect(await outcomeOf({})).toBe('3 rows');
});

test('a server that nobody vouches for is taken only where it need not prove itself', async () => {
  expect(await outcomeOf({ tls: 'no-verify' })).toBe('3 rows');
  expect(await outcomeOf({ host: '127.0.0.1' })).toMatch(/no connection: .*--doris-tls/);
});

test('nothing is told to a server without TLS where TLS is wanted', async () => {
  expect(await outcomeOf({}, plain)).toMatch(
    /the rows are at grpc:\/\/127\.0\.0\.1:8070\S*, without TLS\. Set it up there, or give --doris-tls off\.$/,
  );
  expect(plain.tickets).toBe(0);
});

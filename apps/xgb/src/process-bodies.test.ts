import { gzipSync } from 'node:zlib';
import { childServices } from '../../service-testing/programs/child-service';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { readMetrics } from '../../service-testing/conformance/read-metrics';
import { FLAT_MODEL } from './testing/local-service';

const MEGABYTE = 1_000_000;
/** A request takes some 70; what the one before took may not have been given back. */
const MAX_GROWTH_MEGABYTES = 200;
const LONG = 16 * 1024 * 1024 - 100;

const services = childServices(__dirname);

const nested = `{"x":[${'[[]],'.repeat(LONG / 5)}[]],"data":[{}]}`;

/** Bodies within the limits of which a tree would take hundreds of megabytes. */
const BODIES: readonly (readonly [string, number, string | Buffer])[] = [
  ['nested arrays under an unknown key', 200, nested],
  ['the same as a few kilobytes of gzip', 200, gzipSync(nested)],
  ['nothing but opening brackets', 400, '['.repeat(LONG)],
  ['objects in objects under data', 400, `{"data":${'{"a":'.repeat(LONG / 5)}`],
  ['millions of rows that are none', 413, `{"data":[${'1,'.repeat(LONG / 2)}1]}`],
  ['millions of empty rows', 413, `{"data":[${'{},'.repeat(LONG / 3)}{}]}`],
  ['one long text', 400, `{"data":[{"item_ctr":"${'a'.repeat(LONG)}"}]}`],
];

test('no body within the limits makes the process large', async () => {
  const { port } = await services.start({ MODEL_DIR: FLAT_MODEL });
  const idle = await residentMegabytes(port);
  let most = idle;
  for (const [name, status, body] of BODIES) {
    const headers: Record<string, string> = typeof body === 'string' ? {} : { 'Content-Encoding': 'gzip' };
    const answer = await postBytes(port, '/predictions/xgb', body, headers);
    expect({ name, status: answer.status }).toEqual({ name, status });
    most = Math.max(most, await residentMegabytes(port));
  }
  expect(most - idle).toBeLessThan(MAX_GROWTH_MEGABYTES);
});

async function residentMegabytes(port: number): Promise<number> {
  return (await readMetrics(port))['process_resident_memory_bytes'] / MEGABYTE;
}

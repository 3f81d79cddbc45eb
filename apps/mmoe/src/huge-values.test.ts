import { postBytes } from '../../service-testing/clients/post-bytes';
import { ROW } from '../../service-testing/packages/sample-rows';
import { services } from './testing/local-service';

const service = services.shared();

const HUGE = ['1e20', '-1e20', '3e38', '-3e38', '1e39', '-1e400'];
const ENTRY = { ctr: expect.any(Number), watch_time: expect.any(Number), gmv: expect.any(Number) };

test.each(Object.keys(ROW).flatMap(name => HUGE.map(value => [name, value])))(
  '%s of %s is answered with finite numbers',
  async (name, value) => {
    const row = JSON.stringify({ ...ROW, [name]: '@' }).replace('"@"', value);
    await expectEntry(row);
  },
);

test.each([['3e38'], ['-3e38'], ['3e38', '-3e38'], ['-3e38', '3e38']])(
  'a row of nothing but %s and the like is answered with finite numbers',
  async (...values) => {
    await expectEntry(`[${Object.keys(ROW).map((_, i) => values[i % values.length])}]`);
  },
);

async function expectEntry(row: string): Promise<void> {
  const { status, text } = await postBytes(service().port, '/predictions/mmoe', `{"data":[${row}]}`);
  expect({ status, body: JSON.parse(text) }).toEqual({ status: 200, body: { predictions: [ENTRY] } });
  const [{ ctr }] = JSON.parse(text).predictions;
  expect(ctr).toBeGreaterThanOrEqual(0);
  expect(ctr).toBeLessThanOrEqual(1);
}

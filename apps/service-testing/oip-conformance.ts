import { deflateSync, gzipSync } from 'node:zlib';
import { ask } from './http-client';
import type { LocalServices } from './local-service';
import { askOip, binaryBody, expectOipError } from './oip-client';
import { ROW } from './sample-rows';

/** The model of the Python system that is asked. */
export interface ConformingModel {
  readonly name: string;
  /** The names of its outputs, in their order; each is one number a row. */
  readonly outputs: readonly string[];
}

interface Output {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data?: readonly unknown[];
  readonly parameters?: { readonly binary_data_size: number };
}

/** What is answered to a request for an inference. */
export interface Inferred {
  readonly model_name: string;
  readonly model_version?: string;
  readonly id?: string;
  readonly outputs: readonly Output[];
}

const ROWS = [ROW, { ...ROW, item_ctr: 0.9, user_age: 20 }, { ...ROW, item_ctr: 0 }];
const VALUES = ROWS.flatMap(row => Object.values(row));
const COLUMNS = Object.keys(ROW);
const SHAPE = [ROWS.length, COLUMNS.length];

/** Declares the tests of the Open Inference Protocol that hold for every ranking model. */
export function describeOip(services: LocalServices, { name, outputs }: ConformingModel): void {
  const service = services.shared();
  const sorting = services.shared({ V2_FEATURE_ORDER: 'sorted' });
  const model = `/v2/models/${name}`;
  const version = (): string => service().state.models.called(name).model.handle.current?.version ?? '';

  async function infer(
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    port = service().port,
  ): Promise<Inferred> {
    const answer = await askOip(port, { path: `${model}/infer`, body, headers });
    expect({ status: answer.status, error: (answer.body as { error?: string }).error }).toEqual({
      status: 200,
    });
    return answer.body as Inferred;
  }

  /** What `/predictions` says of the same rows, by output. */
  async function expected(data: readonly unknown[] = ROWS): Promise<readonly (readonly unknown[])[]> {
    const { text } = await ask(service().port, { path: `/predictions/${name}`, body: { data } });
    const { predictions }: { predictions: readonly (number | Record<string, number>)[] } = JSON.parse(text);
    return outputs.map(output =>
      predictions.map(entry => (typeof entry === 'number' ? entry : entry[output])),
    );
  }

  function dataOf({ outputs: answered }: Inferred): readonly unknown[] {
    return answered.map(({ data }) => data);
  }

  describe('what the service says of itself', () => {
    test('the server: its name, version and extensions', async () => {
      const { status, body, headers } = await askOip(service().port, { path: '/v2' });
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('application/json');
      expect(body).toEqual({
        name: service().state.title,
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        extensions: expect.arrayContaining([
          'binary_tensor_data',
          'model_repository',
          'model_configuration',
          'statistics',
        ]),
      });
    });

    test('it is live and ready', async () => {
      expect((await askOip(service().port, { path: '/v2/health/live' })).body).toEqual({ live: true });
      expect((await askOip(service().port, { path: '/v2/health/ready' })).body).toEqual({ ready: true });
    });

    test.each(['', '/'])('the model, with a path that ends in "%s"', async end => {
      const metadata = {
        name,
        versions: [version()],
        platform: 'onnxruntime_onnx',
        inputs: [{ name: 'input0', datatype: 'FP32', shape: [-1, COLUMNS.length] }],
        outputs: outputs.map(output => ({ name: output, datatype: 'FP32', shape: [-1] })),
      };
      for (const path of [model, `${model}/versions/${version()}`]) {
        expect((await askOip(service().port, { path: `${path}${end}` })).body).toEqual(metadata);
        expect((await askOip(service().port, { path: `${path}/ready${end}` })).body).toEqual({
          name,
          ready: true,
        });
        expect((await askOip(service().port, { path: `${path}/config${end}` })).body).toMatchObject({
          name,
          platform: 'onnxruntime_onnx',
          max_batch_size: 50_000,
          input: [{ name: 'input0', data_type: 'TYPE_FP32', dims: [COLUMNS.length] }],
          output: outputs.map(output => ({ name: output, data_type: 'TYPE_FP32', dims: [] })),
        });
      }
    });

    test('statistics count requests and rows', async () => {
      interface Statistics {
        readonly name: string;
        readonly inference_count: number;
        readonly execution_count: number;
        readonly inference_stats: Readonly<Record<string, { readonly count: number; readonly ns: number }>>;
      }
      const stats = async (path: string): Promise<Statistics> => {
        const { body } = await askOip(service().port, { path });
        const { model_stats: all } = body as { model_stats: readonly Statistics[] };
        const [own] = all.filter(counted => counted.name === name);
        return own;
      };
      const before = await stats(`${model}/stats`);
      await infer({ inputs: [{ name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES }] });
      await askOip(service().port, { path: `${model}/infer`, body: {} });
      for (const path of [`${model}/stats`, `${model}/versions/${version()}/stats`, '/v2/models/stats']) {
        const after = await stats(path);
        expect(after).toMatchObject({
          name,
          version: expect.stringMatching(/^\d+$/),
          version_name: version(),
        });
        expect(after.inference_count - before.inference_count).toBe(ROWS.length);
        expect(after.execution_count - before.execution_count).toBe(1);
        const { success, fail, queue, compute_input, compute_infer, compute_output } = after.inference_stats;
        expect(success.count - before.inference_stats['success'].count).toBe(1);
        expect(fail.count - before.inference_stats['fail'].count).toBe(1);
        const stages = queue.ns + compute_input.ns + compute_infer.ns + compute_output.ns;
        expect(Math.abs(success.ns - stages)).toBeLessThan(10);
        expect(success.ns).toBeGreaterThan(0);
      }
    });

    test.each([
      '/v2',
      '/v2/health/live',
      '/v2/health/ready',
      model,
      `${model}/ready`,
      `${model}/config`,
      `${model}/stats`,
    ])('HEAD works where GET does: %s', async path => {
      const answer = await askOip(service().port, { method: 'HEAD', path });
      expect(answer).toMatchObject({ status: 200, body: undefined });
    });
  });

  describe('the forms of a request', () => {
    test.each([
      ['FP64', VALUES],
      ['FP64', ROWS.map(row => Object.values(row))],
    ])('one matrix of %s', async (datatype, data) => {
      const answer = await infer({ id: 'a1', inputs: [{ name: 'anything', datatype, shape: SHAPE, data }] });
      expect(answer).toEqual({
        model_name: name,
        model_version: version(),
        id: 'a1',
        outputs: (await expected()).map((values, i) => ({
          name: outputs[i],
          shape: [ROWS.length],
          datatype: 'FP32',
          data: values,
        })),
      });
    });

    test('no id is answered where none was given, nor for null', async () => {
      const inputs = [{ name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES }];
      expect(await infer({ inputs })).not.toHaveProperty('id');
      expect(await infer({ inputs, id: null })).not.toHaveProperty('id');
    });

    test('one matrix in the order of the sorted names, if the service is told so', async () => {
      const sorted = [...COLUMNS].sort();
      const data = ROWS.flatMap(row => sorted.map(column => row[column as keyof typeof ROW]));
      const input = { name: 'input0', datatype: 'FP64', shape: SHAPE, data };
      expect(dataOf(await infer({ inputs: [input] }, {}, sorting().port))).toEqual(await expected());
    });

    test.each([
      ['a list', (names: readonly string[]) => names],
      ['a comma-separated text', (names: readonly string[]) => names.join(', ')],
      ['a JSON text', (names: readonly string[]) => JSON.stringify(names)],
    ])('one matrix with the names of its columns in %s', async (_form, write) => {
      const names = [...COLUMNS].reverse();
      const data = ROWS.flatMap(row => names.map(column => row[column as keyof typeof ROW]));
      const input = { name: 'input0', datatype: 'FP64', shape: SHAPE, data };
      const parameters = { feature_names: write(names) };
      expect(dataOf(await infer({ inputs: [{ ...input, parameters }] }))).toEqual(await expected());
      expect(dataOf(await infer({ inputs: [input], parameters }))).toEqual(await expected());
    });

    test.each([[[ROWS.length]], [[ROWS.length, 1]]])(
      'a tensor for each feature, of the shape %p',
      async shape => {
        const inputs = COLUMNS.map(column => ({
          name: column,
          datatype: 'FP64',
          shape,
          data: ROWS.map(row => row[column as keyof typeof ROW]),
        }));
        expect(dataOf(await infer({ inputs: inputs.reverse() }))).toEqual(await expected());
      },
    );

    test('features that are left out are missing', async () => {
      const inputs = [{ name: 'item_ctr', datatype: 'FP64', shape: [2], data: [0.5, 0.1] }];
      expect(dataOf(await infer({ inputs }))).toEqual(await expected([{ item_ctr: 0.5 }, { item_ctr: 0.1 }]));
    });

    test('JSON objects as texts', async () => {
      const rows = [...ROWS, { other: 1 }, null];
      const input = {
        name: 'features',
        datatype: 'BYTES',
        shape: [rows.length],
        data: rows.map(row => JSON.stringify(row)),
      };
      expect(dataOf(await infer({ inputs: [input] }))).toEqual(await expected(rows));
    });

    test('no rows at all have no answers', async () => {
      const answer = await infer({
        inputs: [{ name: 'x', datatype: 'FP32', shape: [0, COLUMNS.length], data: [] }],
      });
      expect(answer.outputs).toEqual(
        outputs.map(output => ({ name: output, shape: [0], datatype: 'FP32', data: [] })),
      );
    });

    test('outputs by name', async () => {
      const inputs = [{ name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES }];
      const answer = await infer({ inputs, outputs: [{ name: outputs[outputs.length - 1] }] });
      expect(answer.outputs.map(output => output.name)).toEqual(outputs.slice(-1));
      expect(dataOf(answer)).toEqual((await expected()).slice(-1));
    });

    test('parameters that are not known are ignored', async () => {
      const parameters = { sequence_id: 1, priority: 2, triton_x: 'y', list: [1], object: {} };
      const input = { name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES, parameters };
      expect(dataOf(await infer({ inputs: [input], parameters }))).toEqual(await expected());
    });

    test('a version in the path', async () => {
      const path = `${model}/versions/${encodeURIComponent(version())}/infer/`;
      const body = { inputs: [{ name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES }] };
      expect((await askOip(service().port, { path, body })).status).toBe(200);
    });
  });

  describe('binary tensors', () => {
    const floats = Buffer.from(Float64Array.from(VALUES).buffer);
    const input = {
      name: 'input0',
      datatype: 'FP64',
      shape: SHAPE,
      parameters: { binary_data_size: floats.length },
    };
    const asFloats = async (): Promise<Buffer> =>
      Buffer.concat(
        (await expected()).map(values => Buffer.from(Float32Array.from(values.map(Number)).buffer)),
      );

    test('in, JSON out', async () => {
      const { body, headers } = binaryBody({ inputs: [input] }, floats);
      expect(dataOf(await infer(body, headers))).toEqual(await expected());
    });

    test.each([
      ['by the parameter of the request', { parameters: { binary_data_output: true } }],
      [
        'by those of the outputs',
        { outputs: outputs.map(output => ({ name: output, parameters: { binary_data: true } })) },
      ],
    ])('in and out, %s', async (_how, rest) => {
      const { body, headers } = binaryBody({ inputs: [input], ...rest }, floats);
      const answer = await askOip(service().port, { path: `${model}/infer`, body, headers });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('application/octet-stream');
      expect(answer.body).toEqual({
        model_name: name,
        model_version: version(),
        outputs: outputs.map(output => ({
          name: output,
          shape: [ROWS.length],
          datatype: 'FP32',
          parameters: { binary_data_size: 4 * ROWS.length },
        })),
      });
      expect(answer.bytes).toEqual(await asFloats());
    });

    test('an output that wants to be JSON is, whatever the request wants', async () => {
      const rest = {
        parameters: { binary_data_output: true },
        outputs: [{ name: outputs[0], parameters: { binary_data: false } }],
      };
      const { body, headers } = binaryBody({ inputs: [input], ...rest }, floats);
      expect(dataOf(await infer(body, headers))).toEqual((await expected()).slice(0, 1));
    });

    test.each([
      ['gzip', gzipSync],
      ['deflate', deflateSync],
    ])('compressed by %s: the length of the JSON is that after decompression', async (encoding, compress) => {
      const { body, headers } = binaryBody({ inputs: [input] }, floats);
      const compressed = { ...headers, 'Content-Encoding': encoding };
      expect(dataOf(await infer(compress(body), compressed))).toEqual(await expected());
    });

    test('a raw request is nothing but rows, and its answer nothing but bytes', async () => {
      const rows = ROWS.map(row => Object.values(row).map(Math.fround));
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: Buffer.from(Float32Array.from(rows.flat()).buffer),
        headers: { 'Inference-Header-Content-Length': '0', 'Content-Type': 'application/octet-stream' },
      });
      expect(answer.status).toBe(200);
      const values = await expected(rows);
      expect(answer.bytes).toEqual(
        Buffer.concat(values.map(output => Buffer.from(Float32Array.from(output.map(Number)).buffer))),
      );
    });
  });

  describe('errors', () => {
    const input = { name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES };

    test.each<[string, number, string, string, string | RegExp]>([
      ['an unknown model', 404, 'GET', '/v2/models/other', /^No model "other" here; this process serves /],
      ['an unknown model to be ready', 404, 'GET', '/v2/models/other/ready', /^No model "other" here/],
      ['an unknown model to be described', 404, 'GET', '/v2/models/other/config', /^No model "other" here/],
      ['an unknown model to be counted', 404, 'GET', '/v2/models/other/stats', /^No model "other" here/],
      ['an unknown model to infer', 404, 'POST', '/v2/models/other/infer', /^No model "other" here/],
      [
        'an unknown version',
        404,
        'GET',
        `${model}/versions/99`,
        /^No version "99" of .+ here; the loaded version is /,
      ],
      ['an unknown version to be ready', 404, 'GET', `${model}/versions/99/ready`, /^No version "99"/],
      ['an unknown version to infer', 404, 'POST', `${model}/versions/99/infer`, /^No version "99"/],
      ['an unknown path', 404, 'GET', '/v2/other', /^There is no \/v2\/other here/],
      ['a damaged path', 404, 'GET', '/v2/models/%zz/ready', /^There is no /],
      ['an unknown path of a model', 404, 'POST', `${model}/explain`, /^There is no /],
    ])('%s is %i', async (_what, status, method, path, message) => {
      const body = method === 'POST' ? { inputs: [input] } : undefined;
      expectOipError(await askOip(service().port, { method, path, body }), status, message);
    });

    test.each([
      ['POST', '/v2', 'GET, HEAD'],
      ['POST', '/v2/health/live', 'GET, HEAD'],
      ['DELETE', '/v2/health/ready', 'GET, HEAD'],
      ['PUT', model, 'GET, HEAD'],
      ['POST', `${model}/ready`, 'GET, HEAD'],
      ['POST', `${model}/config`, 'GET, HEAD'],
      ['POST', `${model}/stats`, 'GET, HEAD'],
      ['GET', `${model}/infer`, 'POST'],
      ['HEAD', `${model}/versions/1/infer`, 'POST'],
      ['GET', '/v2/repository/index', 'POST'],
      ['GET', `/v2/repository/models/${name}/load`, 'POST'],
      ['PUT', `/v2/repository/models/${name}/unload`, 'POST'],
    ])('%s %s is 405', async (method, path, allowed) => {
      const answer = await askOip(service().port, { method, path });
      expect(answer.headers.allow).toBe(allowed);
      if (method === 'HEAD') expect(answer.status).toBe(405);
      else
        expectOipError(
          answer,
          405,
          `Method ${method} is not allowed here; use ${allowed.replace(', ', ' or ')}.`,
        );
    });

    test.each<[string, unknown, string | RegExp]>([
      ['no body', Buffer.alloc(0), 'The body is empty; expected a JSON object.'],
      ['damaged JSON', Buffer.from('{"inputs":['), /^The body is not valid JSON: it ends too early/],
      ['no inputs', {}, /^The request has no inputs\. /],
      [
        'wrong columns',
        { inputs: [{ ...input, shape: [7, 3] }] },
        'The input "x" has 3 columns; expected 7, in the order of feature_columns. Name them in the parameter feature_names where they are others.',
      ],
      [
        'too little data',
        { inputs: [{ ...input, data: [1] }] },
        `inputs[0].data has fewer than the 21 elements of its shape [3,7].`,
      ],
      [
        'a wrong datatype',
        { inputs: [{ ...input, datatype: 'FLOAT' }] },
        /^inputs\[0\]\.datatype must be one of /,
      ],
      [
        'a value of another datatype',
        { inputs: [{ ...input, datatype: 'INT32' }] },
        /^inputs\[0\]\.data\[0\]: expected an integer/,
      ],
      [
        'FP16 in JSON',
        { inputs: [{ ...input, datatype: 'FP16' }] },
        /^inputs\[0\]\.data: FP16 has no JSON form/,
      ],
      [
        'an unknown output',
        { inputs: [input], outputs: [{ name: 'y' }] },
        `The model has no output "y"; its outputs are ${outputs.join(', ')}.`,
      ],
      [
        'an unknown input',
        {
          inputs: [
            { ...input, shape: [21] },
            { ...input, name: 'z' },
          ],
        },
        /^The request has|^The input "x" \(FP64 \[21\]\) is no feature/,
      ],
      [
        'a text for a number',
        { inputs: [{ name: 'item_ctr', datatype: 'BYTES', shape: [1], data: ['much'] }] },
        'rows[0].item_ctr: expected a number, got "much". Leave it out or send null to take the default.',
      ],
      ['an id that is no text', { inputs: [input], id: 7 }, 'id must be a string.'],
    ])('%s is 400', async (_what, body, message) => {
      expectOipError(await askOip(service().port, { path: `${model}/infer`, body }), 400, message);
    });

    test.each(['-1', '100000', 'x'])('a header that says %s is 400', async length => {
      const headers = { 'Inference-Header-Content-Length': length };
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: { inputs: [input] },
        headers,
      });
      expectOipError(
        answer,
        400,
        /^The header Inference-Header-Content-Length must be a number of bytes from 0 to /,
      );
    });

    test('another content type is 415', async () => {
      const headers = { 'Content-Type': 'text/plain' };
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: { inputs: [input] },
        headers,
      });
      expectOipError(
        answer,
        415,
        /^Content-Type "text\/plain" is not understood; send application\/json or application\/octet-stream\.$/,
      );
    });

    test('another content encoding is 415', async () => {
      const headers = { 'Content-Encoding': 'lzma' };
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: { inputs: [input] },
        headers,
      });
      expectOipError(answer, 415, /^Content-Encoding "lzma" is not understood/);
    });

    test('damaged compressed data is 400', async () => {
      const headers = { 'Content-Encoding': 'gzip' };
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: Buffer.from('x'),
        headers,
      });
      expectOipError(answer, 400, 'The body is not valid gzip data.');
    });
  });
}

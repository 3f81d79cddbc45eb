import { deflateSync, gzipSync } from 'node:zlib';
import { askOip, binaryBody } from '../clients/oip-client';
import { dataOf, ROWS, SHAPE, VALUES, type AskedModel } from './oip-model';

/** Declares that the binary tensor extension is understood both ways. */
export function describeBinaryTensors(asked: AskedModel): void {
  const { name, outputs, service, path: model, version, infer, expected } = asked;

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
}

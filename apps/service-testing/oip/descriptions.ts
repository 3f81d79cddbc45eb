import type { ModelStatistics, OipClient } from '@reckit/client';
import { askOip } from '../clients/oip-client';
import { COLUMNS, ROWS, SHAPE, VALUES, type AskedModel } from './oip-model';

/** Declares what a service says of itself and of its model. */
export function describeDescriptions(asked: AskedModel): void {
  const { name, outputs, service, path: model, version, client, infer } = asked;

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
      const stats = async (...of: Parameters<OipClient['statistics']>): Promise<ModelStatistics> => {
        const { value } = await client().statistics(...of);
        const [own] = value.filter(counted => counted.name === name);
        return own;
      };
      const before = await stats(name);
      await infer({ inputs: [{ name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES }] });
      await askOip(service().port, { path: `${model}/infer`, body: {} });
      for (const after of [await stats(name), await stats(name, { version: version() }), await stats()]) {
        expect(after.version).toMatch(/^\d+$/);
        expect(after.versionName).toBe(version());
        expect(after.inferenceCount - before.inferenceCount).toBe(ROWS.length);
        expect(after.executionCount - before.executionCount).toBe(1);
        const { success, fail, queue, computeInput, computeInfer, computeOutput } = after;
        expect(success.count - before.success.count).toBe(1);
        expect(fail.count - before.fail.count).toBe(1);
        const stages = queue.ns + computeInput.ns + computeInfer.ns + computeOutput.ns;
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
}

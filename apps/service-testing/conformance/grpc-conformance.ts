import { GrpcConnection, OipGrpcClient, type InferRequest, type Tensor } from '@reckit/client';
import * as z from 'zod';
import { grpcClients } from '../clients/grpc-client';
import type { LocalServices } from '../programs/local-service';
import { askedModel, COLUMNS, ROWS, SHAPE, VALUES, type ConformingModel } from '../oip/oip-model';

/** An answer as it goes over the wire: each output typed, or all of them raw. */
const ANSWER = z.object({
  outputs: z.array(z.object({ contents: z.object({ fp32_contents: z.array(z.number()) }).nullable() })),
  raw_output_contents: z.array(z.instanceof(Buffer)),
});

const ROUNDED = VALUES.map(Math.round);

/** Declares the tests of the Open Inference Protocol over gRPC that hold for every ranking model. */
export function describeGrpc(services: LocalServices, model: ConformingModel): void {
  const { name, outputs, service, version, expected } = askedModel(services, model, { GRPC_PORT: '0' });
  const newClient = grpcClients();
  let connection: GrpcConnection;
  let client: OipGrpcClient;
  beforeAll(() => {
    connection = new GrpcConnection({ url: `http://127.0.0.1:${service().grpcPort}` });
    client = new OipGrpcClient(connection);
  });
  afterAll(() => connection.close());

  /** What both forms of contents answer, which is the same. */
  async function scoresOf(request: InferRequest): Promise<readonly (readonly number[])[]> {
    const [typed, raw] = await Promise.all(
      (['json', 'binary'] as const).map(form => client.infer(name, request, { form })),
    );
    expect(raw.value).toEqual(typed.value);
    return typed.value.outputs.map(({ values }) => Array.from<unknown, number>(values, Number));
  }

  describe('what the service says of itself', () => {
    test('it is live and ready, and what it understands', async () => {
      expect((await client.isServerLive()).value).toBe(true);
      expect((await client.isServerReady()).value).toBe(true);
      expect((await client.health()).value).toBe('SERVING');
      expect((await client.serverMetadata()).value).toEqual({
        name: service().state.title,
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        extensions: expect.arrayContaining(['model_repository', 'model_configuration', 'statistics']),
      });
    });

    test('the model, with its version and without', async () => {
      for (const asked of [{}, { version: version() }]) {
        expect((await client.isModelReady(name, asked)).value).toBe(true);
        expect((await client.modelMetadata(name, asked)).value).toEqual({
          name,
          versions: [version()],
          platform: 'onnxruntime_onnx',
          inputs: [{ name: 'input0', datatype: 'FP32', shape: [-1, COLUMNS.length] }],
          outputs: outputs.map(output => ({ name: output, datatype: 'FP32', shape: [-1] })),
        });
        expect((await client.modelConfig(name, asked)).value).toEqual({
          name,
          platform: 'onnxruntime_onnx',
          backend: 'onnxruntime',
          maxBatchSize: 50_000,
          inputs: [{ name: 'input0', dataType: 'TYPE_FP32', dims: [COLUMNS.length] }],
          outputs: outputs.map(output => ({ name: output, dataType: 'TYPE_FP32', dims: [] })),
        });
      }
    });

    test('the configuration has what NVIDIA tools look for', async () => {
      const { answer } = await newClient(service().grpcPort).call('ModelConfig', { name });
      expect(answer).toMatchObject({
        config: {
          version_policy: { policy_choice: 'latest', latest: { num_versions: 1 } },
          instance_group: [{ name, kind: 'KIND_CPU', count: 1 }],
          model_transaction_policy: { decoupled: false },
        },
      });
    });

    test('statistics count requests and rows, of one model or of all', async () => {
      const [before] = (await client.statistics(name)).value;
      await client.infer(name, { inputs: [matrix] });
      const [after] = (await client.statistics()).value;
      expect(after.name).toBe(name);
      expect(after.inferenceCount - before.inferenceCount).toBe(ROWS.length);
      expect(after.executionCount - before.executionCount).toBe(1);
      expect(after.success.ns).toBeGreaterThan(before.success.ns);
    });

    test('the repository', async () => {
      const models = [{ name, version: version(), state: 'READY', reason: '' }];
      expect((await client.repositoryIndex(true)).value).toEqual(models);
      expect((await client.repositoryIndex()).value).toEqual(models);
    });
  });

  const matrix: Tensor = {
    name: 'anything',
    datatype: 'FP32',
    shape: SHAPE,
    values: Float32Array.from(VALUES),
  };

  describe('predictions', () => {
    test('what comes back with them, and the version that is asked for', async () => {
      const { value } = await client.infer(name, { id: 'call-1', inputs: [matrix] }, { version: version() });
      expect(value).toEqual({
        modelName: name,
        modelVersion: version(),
        id: 'call-1',
        outputs: (await expected()).map((values, i) => ({
          name: outputs[i],
          datatype: 'FP32',
          shape: [ROWS.length],
          values: Float32Array.from(values),
        })),
      });
      expect((await client.infer(name, { inputs: [matrix] })).value.id).toBeNull();
    });

    test.each([
      ['typed', { contents: { fp32_contents: VALUES } }, []],
      ['raw', {}, [Buffer.from(Float32Array.from(VALUES).buffer)]],
    ])('%s contents are answered so', async (form, contents, raw_input_contents) => {
      const request = {
        model_name: name,
        inputs: [{ name: 'input0', datatype: 'FP32', shape: SHAPE, ...contents }],
        raw_input_contents,
      };
      const { answer } = await newClient(service().grpcPort).call('ModelInfer', request);
      const { outputs: answered, raw_output_contents: raw } = ANSWER.parse(answer);
      const scores = await expected();
      if (form === 'raw') {
        expect(answered.map(({ contents: typed }) => typed)).toEqual(outputs.map(() => null));
        expect(raw).toEqual(scores.map(values => Buffer.from(Float32Array.from(values).buffer)));
      } else {
        expect(answered.map(({ contents: typed }) => typed?.fp32_contents)).toEqual(scores);
        expect(raw).toEqual([]);
      }
    });

    test.each<[Tensor]>([
      [{ ...matrix, datatype: 'INT32', values: Int32Array.from(ROUNDED) }],
      [{ ...matrix, datatype: 'INT64', values: BigInt64Array.from(ROUNDED, BigInt) }],
      [{ ...matrix, datatype: 'UINT8', values: Uint8Array.from(ROUNDED) }],
      [{ ...matrix, datatype: 'UINT64', values: BigUint64Array.from(ROUNDED, BigInt) }],
    ])('a matrix of $datatype', async tensor => {
      const rows = ROWS.map(row => Object.values(row).map(Math.round));
      expect(await scoresOf({ inputs: [tensor] })).toEqual(await expected(rows));
    });

    test('a matrix of FP64', async () => {
      const tensor: Tensor = { ...matrix, datatype: 'FP64', values: Float64Array.from(VALUES) };
      expect(await scoresOf({ inputs: [tensor] })).toEqual(await expected());
    });

    test('columns in the order of feature_names, of the call or of the input', async () => {
      const parameters = { feature_names: [...COLUMNS].reverse().join(',') };
      const values = Float32Array.from(ROWS.flatMap(row => Object.values(row).reverse()));
      const scores = await expected();
      expect(await scoresOf({ parameters, inputs: [{ ...matrix, values }] })).toEqual(scores);
      expect(await scoresOf({ inputs: [{ ...matrix, values, parameters }] })).toEqual(scores);
    });

    test('one tensor a feature', async () => {
      const inputs = COLUMNS.map((column, i): Tensor => ({
        name: column,
        datatype: 'FP64',
        shape: [ROWS.length, 1],
        values: Float64Array.from(ROWS, row => Object.values(row)[i]),
      }));
      expect(await scoresOf({ inputs })).toEqual(await expected());
    });

    test('JSON objects in one tensor of texts', async () => {
      const values = ROWS.map(row => JSON.stringify(row));
      const texts: Tensor = { name: 'features', datatype: 'BYTES', shape: [ROWS.length], values };
      expect(await scoresOf({ inputs: [texts] })).toEqual(await expected());
    });

    test('the outputs that are asked for, in their order', async () => {
      const wanted = [...outputs].reverse();
      expect(await scoresOf({ inputs: [matrix], outputs: wanted })).toEqual(
        [...(await expected())].reverse(),
      );
    });
  });
}

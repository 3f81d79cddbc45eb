import { status as Status } from '@grpc/grpc-js';
import { grpcClients, type CallOutcome, type CallQuestion } from './grpc-client';
import { ask } from './http-client';
import type { LocalServices } from './local-service';
import type { ConformingModel } from './oip-conformance';
import { ROW } from './sample-rows';

/** An output as protobufjs reads it. */
interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly contents: { readonly fp32_contents: readonly number[] } | null;
}

interface Inferred {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly outputs: readonly Output[];
  readonly raw_output_contents: readonly Buffer[];
}

const ROWS = [ROW, { ...ROW, item_ctr: 0.9, user_age: 20 }, { ...ROW, item_ctr: 0 }];
const VALUES = ROWS.flatMap(row => Object.values(row));
const COLUMNS = Object.keys(ROW);
const SHAPE = [ROWS.length, COLUMNS.length];

/** Little-endian, as floats are in raw contents. */
function floats(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes;
}

function doubles(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => bytes.writeDoubleLE(value, 8 * i));
  return bytes;
}

/** Texts in raw form, each after its length. */
function texts(values: readonly string[]): Buffer {
  return Buffer.concat(
    values.flatMap(value => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(Buffer.byteLength(value));
      return [length, Buffer.from(value)];
    }),
  );
}

/** Declares the tests of the Open Inference Protocol over gRPC that hold for every ranking model. */
export function describeGrpc(services: LocalServices, { name, outputs }: ConformingModel): void {
  const service = services.shared({ GRPC_PORT: '0' });
  const newClient = grpcClients();
  const version = (): string => service().state.models.first.handle.current?.version ?? '';

  function call(method: string, request: object, question: CallQuestion = {}): Promise<CallOutcome> {
    return newClient(service().grpcPort).call(method, request, question);
  }

  async function infer(request: object): Promise<Inferred> {
    const { code, details, answer } = await call('ModelInfer', { model_name: name, ...request });
    expect({ code, details }).toEqual({ code: Status.OK, details: 'OK' });
    return answer as unknown as Inferred;
  }

  /** What `/predictions` says of the same rows, by output. */
  async function expected(data: readonly unknown[] = ROWS): Promise<readonly (readonly number[])[]> {
    const { text } = await ask(service().port, { path: `/predictions/${name}`, body: { data } });
    const { predictions }: { predictions: readonly (number | Record<string, number>)[] } = JSON.parse(text);
    return outputs.map(output =>
      predictions.map(entry => (typeof entry === 'number' ? entry : entry[output])),
    );
  }

  function typedOf({ outputs: answered, raw_output_contents }: Inferred): readonly (readonly number[])[] {
    expect(raw_output_contents).toEqual([]);
    return answered.map(({ contents }) => contents?.fp32_contents ?? []);
  }

  function rawOf({ outputs: answered, raw_output_contents }: Inferred): readonly (readonly number[])[] {
    expect(answered.map(({ contents }) => contents)).toEqual(answered.map(() => null));
    return raw_output_contents.map(bytes =>
      Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i)),
    );
  }

  describe('what the service says of itself', () => {
    test('it is live and ready, and what it understands', async () => {
      expect((await call('ServerLive', {})).answer).toEqual({ live: true });
      expect((await call('ServerReady', {})).answer).toEqual({ ready: true });
      expect((await call('ServerMetadata', {})).answer).toEqual({
        name: service().state.title,
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        extensions: expect.arrayContaining(['model_repository', 'model_configuration', 'statistics']),
      });
    });

    test('the model, with its version and without', async () => {
      for (const request of [{ name }, { name, version: version() }]) {
        expect((await call('ModelReady', request)).answer).toEqual({ ready: true });
        expect((await call('ModelMetadata', request)).answer).toEqual({
          name,
          versions: [version()],
          platform: 'onnxruntime_onnx',
          inputs: [{ name: 'input0', datatype: 'FP32', shape: [-1, COLUMNS.length] }],
          outputs: outputs.map(output => ({ name: output, datatype: 'FP32', shape: [-1] })),
        });
        expect((await call('ModelConfig', request)).answer).toMatchObject({
          config: {
            name,
            platform: 'onnxruntime_onnx',
            backend: 'onnxruntime',
            max_batch_size: 50_000,
            version_policy: { policy_choice: 'latest', latest: { num_versions: 1 } },
            input: [{ name: 'input0', data_type: 'TYPE_FP32', dims: [COLUMNS.length], optional: false }],
            output: outputs.map(output => ({ name: output, data_type: 'TYPE_FP32', dims: [] })),
            instance_group: [{ name, kind: 'KIND_CPU', count: 1 }],
            model_transaction_policy: { decoupled: false },
          },
        });
      }
    });

    test('statistics count requests and rows, of one model or of all', async () => {
      interface Statistics {
        readonly model_stats: readonly [
          {
            readonly name: string;
            readonly inference_count: number;
            readonly execution_count: number;
            readonly inference_stats: { readonly success: { readonly count: number; readonly ns: number } };
          },
        ];
      }
      const read = async (request: object): Promise<Statistics['model_stats'][0]> => {
        const { answer } = await call('ModelStatistics', request);
        return (answer as unknown as Statistics).model_stats[0];
      };
      const before = await read({ name });
      await infer({
        inputs: [{ name: 'input0', datatype: 'FP32', shape: SHAPE, contents: { fp32_contents: VALUES } }],
      });
      const after = await read({});
      expect(after.name).toBe(name);
      expect(after.inference_count - before.inference_count).toBe(ROWS.length);
      expect(after.execution_count - before.execution_count).toBe(1);
      expect(after.inference_stats.success.ns).toBeGreaterThan(before.inference_stats.success.ns);
    });

    test('the repository', async () => {
      const models = [{ name, version: version(), state: 'READY', reason: '' }];
      expect((await call('RepositoryIndex', { ready: true })).answer).toEqual({ models });
      expect((await call('RepositoryIndex', {})).answer).toEqual({ models });
    });
  });

  describe('predictions', () => {
    const typed = { name: 'input0', datatype: 'FP32', shape: SHAPE, contents: { fp32_contents: VALUES } };
    const raw = { name: 'anything', datatype: 'FP32', shape: SHAPE };

    test('typed contents are answered typed', async () => {
      const answer = await infer({ id: 'call-1', inputs: [typed] });
      expect(answer).toMatchObject({ model_name: name, model_version: version(), id: 'call-1' });
      expect(answer.outputs.map(({ contents: _, ...head }) => head)).toEqual(
        outputs.map(output => ({ name: output, datatype: 'FP32', shape: [ROWS.length], parameters: {} })),
      );
      expect(typedOf(answer)).toEqual(await expected());
    });

    test('raw contents are answered raw, by the version that is asked for', async () => {
      const answer = await infer({
        model_version: version(),
        inputs: [raw],
        raw_input_contents: [floats(VALUES)],
      });
      expect(answer.id).toBe('');
      expect(rawOf(answer)).toEqual(await expected());
    });

    test.each([
      ['FP64', { fp64_contents: VALUES }, doubles(VALUES)],
      [
        'INT32',
        { int_contents: VALUES.map(Math.round) },
        Buffer.from(Int32Array.from(VALUES, Math.round).buffer),
      ],
      [
        'INT64',
        { int64_contents: VALUES.map(Math.round) },
        Buffer.from(BigInt64Array.from(VALUES, value => BigInt(Math.round(value))).buffer),
      ],
      ['UINT8', { uint_contents: VALUES.map(Math.round) }, Buffer.from(VALUES.map(Math.round))],
    ])('a matrix of %s', async (datatype, contents, bytes) => {
      const rows = datatype === 'FP64' ? ROWS : ROWS.map(row => Object.values(row).map(Math.round));
      const scores = await expected(rows);
      expect(typedOf(await infer({ inputs: [{ ...typed, datatype, contents }] }))).toEqual(scores);
      const inputs = [{ ...raw, datatype }];
      expect(rawOf(await infer({ inputs, raw_input_contents: [bytes] }))).toEqual(scores);
    });

    test('columns in the order of feature_names, of the call or of the input', async () => {
      const order = [...COLUMNS].reverse();
      const contents = { fp32_contents: ROWS.flatMap(row => Object.values(row).reverse()) };
      const parameters = { feature_names: { string_param: order.join(',') } };
      const scores = await expected();
      expect(typedOf(await infer({ parameters, inputs: [{ ...typed, contents }] }))).toEqual(scores);
      expect(typedOf(await infer({ inputs: [{ ...typed, contents, parameters }] }))).toEqual(scores);
    });

    test('one tensor a feature', async () => {
      const inputs = COLUMNS.map((column, i) => ({
        name: column,
        datatype: 'FP64',
        shape: [ROWS.length, 1],
        contents: { fp64_contents: ROWS.map(row => Object.values(row)[i]) },
      }));
      expect(typedOf(await infer({ inputs }))).toEqual(await expected());
    });

    test('JSON objects in one tensor of texts', async () => {
      const rows = ROWS.map(row => JSON.stringify(row));
      const input = { name: 'features', datatype: 'BYTES', shape: [ROWS.length] };
      const scores = await expected();
      const contents = { bytes_contents: rows.map(row => Buffer.from(row)) };
      expect(typedOf(await infer({ inputs: [{ ...input, contents }] }))).toEqual(scores);
      expect(rawOf(await infer({ inputs: [input], raw_input_contents: [texts(rows)] }))).toEqual(scores);
    });

    test('the outputs that are asked for, in their order', async () => {
      const wanted = [...outputs].reverse();
      const answer = await infer({ inputs: [typed], outputs: wanted.map(output => ({ name: output })) });
      expect(answer.outputs.map(output => output.name)).toEqual(wanted);
      expect(typedOf(answer)).toEqual([...(await expected())].reverse());
    });
  });
}

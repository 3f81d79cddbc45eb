import type { LocalServices } from '../programs/local-service';
import { askOip } from '../clients/oip-client';
import { COLUMNS, dataOf, ROWS, SHAPE, VALUES, valueOf, type AskedModel } from './oip-model';

/** Declares that every form of a request that the protocol knows is understood. */
export function describeRequestForms(services: LocalServices, asked: AskedModel): void {
  const { name, outputs, service, path: model, version, infer, expected } = asked;
  const sorting = services.shared({ V2_FEATURE_ORDER: 'sorted' });

  describe('the forms of a request', () => {
    test.each([
      ['flat', VALUES],
      ['nested', ROWS.map(row => Object.values(row))],
    ])('one matrix, %s', async (_form, data) => {
      const datatype = 'FP64';
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
      const data = ROWS.flatMap(row => sorted.map(column => valueOf(row, column)));
      const input = { name: 'input0', datatype: 'FP64', shape: SHAPE, data };
      expect(dataOf(await infer({ inputs: [input] }, {}, sorting().port))).toEqual(await expected());
    });

    test.each([
      ['a list', (names: readonly string[]) => names],
      ['a comma-separated text', (names: readonly string[]) => names.join(', ')],
      ['a JSON text', (names: readonly string[]) => JSON.stringify(names)],
    ])('one matrix with the names of its columns in %s', async (_form, write) => {
      const names = [...COLUMNS].reverse();
      const data = ROWS.flatMap(row => names.map(column => valueOf(row, column)));
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
          data: ROWS.map(row => valueOf(row, column)),
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
}

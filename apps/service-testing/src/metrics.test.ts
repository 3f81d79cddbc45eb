/** @needs promtool */
import { CONTRACT_MODELS } from '../contract/contract-models';
import { ask } from '../clients/http-client';
import { localServicesOf } from '../programs/local-service';
import { metricsProblems } from '../conformance/metrics-problems';

describe.each(CONTRACT_MODELS.map(model => [model.definition.name, model] as const))(
  'the service of %s alone',
  (name, { definition, folder, rows }) => {
    const service = localServicesOf(definition, folder).shared();

    test('has metrics as Prometheus wants them, whatever was asked', async () => {
      const { port } = service();
      for (const [body, status] of [
        [{ data: [rows.row] }, 200],
        [{ data: [{ not_a_feature: 1 }] }, 200],
        [{}, 400],
      ] as const) {
        expect((await ask(port, { path: `/predictions/${name}`, body })).status).toBe(status);
      }
      expect(await metricsProblems(port)).toBe('');
    });
  },
);

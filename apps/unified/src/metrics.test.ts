/** @needs promtool */
import { CONTRACT_MODELS } from '../../service-testing/contract/contract-models';
import { ask } from '../../service-testing/clients/http-client';
import { metricsProblems } from '../../service-testing/conformance/metrics-problems';
import { ALL, unifiedServices } from './testing/local-service';

const service = unifiedServices(ALL).shared();

test('the metrics of all models together are as Prometheus wants them', async () => {
  const { port } = service();
  for (const { definition, rows } of CONTRACT_MODELS) {
    const path = `/predictions/${definition.name}`;
    expect((await ask(port, { path, body: { data: [rows.row] } })).status).toBe(200);
  }
  expect(await metricsProblems(port)).toBe('');
});

/** @needs promtool */
import { metricsProblems } from '../../../service-testing/conformance/metrics-problems';
import { workerServices } from './worker-services';

const services = workerServices();

test('what several workers count together is as Prometheus wants it', async () => {
  const { service } = await services.start();
  expect(await metricsProblems(service.port)).toBe('');
});

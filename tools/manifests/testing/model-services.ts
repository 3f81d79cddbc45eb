/** Services as real processes and what asks them, for tests of how a cluster treats them. */
export { childServices } from '../../../apps/service-testing/programs/child-service';
export { requestOf } from '../../../apps/service-testing/packages/sample-rows';
export { SteadyLoad } from '../../../apps/service-testing/clients/steady-load';

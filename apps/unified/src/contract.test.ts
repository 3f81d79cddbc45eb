import { CONTRACT_MODELS } from '../../service-testing/contract/contract-models';
import { describeContract } from '../../service-testing/contract/describe-contract';
import { numbersOf } from '../../service-testing/contract/reference';
import { localServicesOf } from '../../service-testing/programs/local-service';
import { ALL, unifiedServices } from './testing/local-service';

const services = unifiedServices(ALL);

describeContract(services, CONTRACT_MODELS);

describe('beside others', () => {
  const together = services.shared();

  describe.each(CONTRACT_MODELS.map(model => [model.definition.name, model] as const))(
    '%s',
    (name, model) => {
      const alone = localServicesOf(model.definition, model.folder).shared();

      test('answers what it answers alone', async () => {
        const rows = [model.rows.row, model.rows.other, null];
        expect(await numbersOf(together(), name, rows)).toEqual(await numbersOf(alone(), name, rows));
      });
    },
  );
});

import type { LocalServices } from '../programs/local-service';
import type { ContractModel } from './contract-models';
import { contractServices } from './contract-services';
import { describeColumns } from './describe-columns';
import { describeMistakes } from './describe-mistakes';
import { describeNeighbours } from './describe-neighbours';
import { describeNumbers } from './describe-numbers';

/**
 * Declares the tests of the contract that every protocol has with every model: the same rows give the same numbers or ids,
 * the same mistakes the error of that protocol.
 *
 * @param services - of one model, or of several
 * @param models - those that they serve
 */
export function describeContract(services: LocalServices, models: readonly ContractModel[]): void {
  const named = models.map(({ definition, answers, rows }) => ({ name: definition.name, answers, rows }));
  const asked = contractServices(services);
  describe.each(named)('$name', model => {
    if (model.answers === 'neighbours') describeNeighbours(asked, model);
    else {
      describeNumbers(asked, model);
      describeColumns(asked, model);
    }
    describeMistakes(asked, model);
  });
}

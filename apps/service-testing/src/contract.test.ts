import { CONTRACT_MODELS } from '../contract/contract-models';
import { describeContract } from '../contract/describe-contract';
import { localServicesOf } from '../programs/local-service';

// What the Python system does not have differs by a name and a port alone: the service of several models holds it to the contract.
const OF_THEIR_OWN = CONTRACT_MODELS.filter(({ definition }) => definition.flat !== undefined);

describe.each(OF_THEIR_OWN.map(model => [model.definition.name, model] as const))(
  'the service of %s alone',
  (_name, model) => describeContract(localServicesOf(model.definition, model.folder), [model]),
);

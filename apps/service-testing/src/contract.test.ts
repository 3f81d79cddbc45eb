import { CONTRACT_MODELS } from '../contract/contract-models';
import { describeContract } from '../contract/describe-contract';
import { localServicesOf } from '../local-service';

describe.each(CONTRACT_MODELS.map(model => [model.definition.name, model] as const))(
  'the service of %s alone',
  (_name, model) => describeContract(localServicesOf(model.definition, model.folder), [model]),
);

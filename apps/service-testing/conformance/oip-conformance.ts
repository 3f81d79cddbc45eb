import type { LocalServices } from '../programs/local-service';
import { describeBinaryTensors } from '../oip/binary-tensors';
import { describeDescriptions } from '../oip/descriptions';
import { describeOipErrors } from '../oip/errors';
import { askedModel, type ConformingModel } from '../oip/oip-model';
import { describeRequestForms } from '../oip/request-forms';

/** Declares the tests of the Open Inference Protocol that hold for every ranking model. */
export function describeOip(services: LocalServices, model: ConformingModel): void {
  const asked = askedModel(services, model);
  describeDescriptions(asked);
  describeRequestForms(services, asked);
  describeBinaryTensors(asked);
  describeOipErrors(asked);
}

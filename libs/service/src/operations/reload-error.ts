import { CorruptPackage, MissingModel } from '@reckit/artifacts';
import { LoadStopped, RejectedModel } from '@reckit/inference';
import { InternalError, NotFound, type RequestError } from '@reckit/protocol';

/** A reload answers with its reason: whoever holds the key has to know what is wrong with the package. */
export function toReloadError(error: unknown): RequestError {
  if (error instanceof MissingModel) return new NotFound(error.message);
  if (error instanceof CorruptPackage || error instanceof RejectedModel || error instanceof LoadStopped) {
    return new InternalError(`Model reload failed: ${error.message}`);
  }
  return new InternalError('Model reload failed; the log has the details under this request id.');
}

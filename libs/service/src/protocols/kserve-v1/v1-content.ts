import { assertJsonContent } from '../../http/json-content';
import type { RequestHead } from '../../http/request-head';

/** What curl says of a body that it was given by `-d` alone, as the documentation of TensorFlow Serving does. */
const CURL_DEFAULT = 'application/x-www-form-urlencoded';

/**
 * Lets a request pass whose Content-Type is JSON or absent, or says nothing of the body.
 *
 * @throws UnsupportedMediaType
 */
export function assertV1Content(request: RequestHead): void {
  if (request.headers['content-type'] !== CURL_DEFAULT) assertJsonContent(request);
}

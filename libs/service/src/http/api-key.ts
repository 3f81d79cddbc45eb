import { ApiKeys } from '../access/api-keys';
import type { Fields } from '../access/credentials';

/**
 * Lets a request pass that shows one of the keys; none lets all pass. For what is asked for rarely: the keys are
 * digested each time.
 *
 * @throws Unauthorized
 */
export function assertApiKey(request: { readonly headers: Fields }, keys: readonly string[]): void {
  new ApiKeys(keys).assertShown(request.headers);
}

import { describeIssue } from '@reckit/messages';
import { RegistryError } from '../errors';
import { registrySchema, type Registry } from './registry-file';

/**
 * Reads the text of a registry.
 *
 * @param place - where it stands, for messages
 * @throws RegistryError if it is none of ours
 */
export function parseRegistry(text: string, place: string): Registry {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RegistryError(`${place} is not valid JSON: it was edited or copied in part; restore it.`);
  }
  const parsed = registrySchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new RegistryError(`${place}: ${describeIssue(parsed.error, json)}: repair or restore the file.`);
}

/** The text of a registry, as it is written. */
export function formatRegistry(registry: Registry): string {
  return `${JSON.stringify(registry, null, 2)}\n`;
}

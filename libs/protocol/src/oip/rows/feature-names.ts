import { quoted } from '@reckit/messages';
import { BadRequest } from '../../errors';
import type { ParameterValue } from '../tensor';

/** The parameter of a request or of an input that says which features the columns of a matrix are. */
export const FEATURE_NAMES = 'feature_names';

/**
 * The names in a parameter `feature_names`: a list, a comma-separated text, or the JSON text of a list (lists are no
 * parameters by the specification, so strict clients can only send texts).
 *
 * @throws BadRequest if it is none of these, or names a feature twice
 */
export function featureNames(value: ParameterValue): readonly string[] {
  const names = typeof value === 'string' ? namesInText(value) : value;
  if (!isTexts(names)) {
    throw new BadRequest(
      `The parameter ${FEATURE_NAMES} must be a list of names, a comma-separated text, or the JSON text of a list.`,
    );
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new BadRequest(`The parameter ${FEATURE_NAMES} has ${quoted(name)} twice.`);
    seen.add(name);
  }
  return names;
}

function namesInText(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return text.split(',').map(name => name.trim());
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string');
}

import { BadFeatureFile } from '../errors';

/**
 * The JSON value in a file's text. Editors on Windows begin a file with a byte order mark, which is skipped.
 *
 * @param file - the file's name, for messages
 * @throws BadFeatureFile
 */
export function parseJsonFile(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The engine quotes the text around the fault, line breaks included.
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new BadFeatureFile(`${file} is not valid JSON: ${reason}`);
  }
}

import { oneLine } from '@reckit/messages';
import { BadFeatureFile } from '../errors';

const TEXTS = /"[^"\\]*(?:\\.[^"\\]*)*"/gs;
/** What Python writes where a number is none, and JSON does not have. */
const NO_NUMBER = /-?\b(?:NaN|Infinity)\b/;

/**
 * The JSON value in a file's text. Editors on Windows begin a file with a byte order mark, which is skipped.
 *
 * @param file - the file's name, for messages
 * @param shape - what the file should look like, for messages
 * @throws BadFeatureFile
 */
export function parseJsonFile(text: string, file: string, shape?: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const literal = NO_NUMBER.exec(text.replace(TEXTS, '""'))?.[0];
    if (literal !== undefined) {
      const hint = shape === undefined ? '' : `; the shape is ${shape}`;
      throw new BadFeatureFile(
        `${file} is not valid JSON: it holds ${literal} where a finite number is wanted${hint}.`,
      );
    }
    // The engine quotes the text around the fault, line breaks included.
    const reason = oneLine(error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error));
    throw new BadFeatureFile(`${file} is not valid JSON: ${reason}`);
  }
}

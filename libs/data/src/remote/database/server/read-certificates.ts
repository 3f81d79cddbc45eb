import { readFile } from 'node:fs/promises';
import { DatabaseError } from '../../../errors';
import { errorCode } from '../../../files/error-code';
import { shownRows, type DatabaseSettings } from '../database-settings';

/** The certificates of a file, in PEM. @throws DatabaseError if there are none */
export async function readCertificates(settings: DatabaseSettings, file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new DatabaseError(
      shownRows(settings),
      `certificates ${file} cannot be read (${code}). Check the path.`,
    );
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new DatabaseError(shownRows(settings), `${file} holds no certificate in PEM. Name one that does.`);
  }
  return text;
}

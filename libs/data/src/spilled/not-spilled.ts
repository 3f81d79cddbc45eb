import { errorCode } from '../files/error-code';
import { NotSpilled } from '../errors';

/** Runs what uses the disk, and says what to do where the disk fails. @throws NotSpilled */
export function orNotSpilled<T>(where: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const code = errorCode(error);
    throw code === undefined ? error : new NotSpilled(where, code);
  }
}

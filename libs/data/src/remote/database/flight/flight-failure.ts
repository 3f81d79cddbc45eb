import { status } from '@grpc/grpc-js';
import { cut, escapeControls } from '@reckit/messages';
import { DatabaseError } from '../../../errors';
import { shownRows, type DatabaseSettings } from '../database-settings';
import { sentence, type Failure } from '../server/failure';
import { isServiceError } from './flight-client';

/**
 * Says what an error of gRPC means.
 *
 * @returns undefined for an error that is none of gRPC
 */
export function flightFailure(settings: DatabaseSettings, error: unknown): Failure | undefined {
  if (!isServiceError(error)) return undefined;
  const { code, details } = error;
  // The server has been given the password, and may quote what it likes.
  const hidden = settings.password === '' ? details : details.replaceAll(settings.password, '***');
  const isTransient = code === status.UNAVAILABLE || (code === status.INTERNAL && /RST_STREAM/.test(details));
  return {
    error: new DatabaseError(shownRows(settings), problemOf(settings, code, sentence(hidden))),
    isTransient,
  };
}

function problemOf({ user, timeoutMs }: DatabaseSettings, code: status, words: string): string {
  switch (code) {
    case status.UNAUTHENTICATED:
      return `user "${cut(escapeControls(user), 40)}" was not let in: ${words} Check --doris-user and the password.`;
    case status.PERMISSION_DENIED:
      return `user "${cut(escapeControls(user), 40)}" may not read this: ${words} Ask for the right to SELECT.`;
    case status.UNAVAILABLE:
      return `no connection: ${words} Check --doris-host, --doris-arrow-port and --doris-tls.`;
    case status.DEADLINE_EXCEEDED:
      return `the server has sent nothing for ${timeoutMs / 1000} s. See what the query waits for, or raise --doris-timeout.`;
    case status.UNIMPLEMENTED:
      return `this is no server of Arrow Flight SQL: ${words} Check --doris-arrow-port.`;
    default:
      return `the server says: ${words}`;
  }
}

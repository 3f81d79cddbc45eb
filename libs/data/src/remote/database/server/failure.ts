import { cut, escapeControls } from '@reckit/messages';
import { DatabaseError, type DataError } from '../../../errors';
import { errorCode } from '../../../files/error-code';
import { shownRows, type DatabaseSettings } from '../database-settings';

/** Why a database gave no rows. */
export interface Failure {
  /** In one line, for the person who has to mend it. */
  readonly error: DataError;
  /** Whether the same may go well a little later, as with a server that is being restarted. */
  readonly isTransient: boolean;
}

interface Explanation {
  readonly problem: string;
  readonly isTransient?: boolean;
}

/**
 * Says what an error of the client or of the server means. Whatever it quotes are words of the server, which knows no
 * password.
 *
 * @returns undefined for an error that is neither's
 */
export function failureOf(settings: DatabaseSettings, error: unknown): Failure | undefined {
  const explanation = explain(settings, error);
  return (
    explanation && {
      error: new DatabaseError(shownRows(settings), explanation.problem),
      isTransient: explanation.isTransient ?? false,
    }
  );
}

/** The number of an error that the server has answered with. */
export function serverErrorNumber(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errno' in error) || !('sqlMessage' in error)) {
    return undefined;
  }
  return typeof error.errno === 'number' ? error.errno : undefined;
}

function explain(settings: DatabaseSettings, error: unknown): Explanation | undefined {
  const errno = serverErrorNumber(error);
  if (errno !== undefined) return answerOfServer(settings, errno, messageOf(error));
  const code = errorCode(error) ?? '';
  const flag = `--${settings.kind}`;
  if (UNREACHABLE.has(code)) {
    return {
      problem: `no answer (${code}). Check ${flag}-host, ${flag}-port and firewalls.`,
      isTransient: true,
    };
  }
  if (LOST.has(code)) {
    return {
      problem: `the connection was lost (${code}). Look into the server's log, and start again.`,
      isTransient: true,
    };
  }
  switch (code) {
    case 'ENOTFOUND':
      return { problem: `no host "${shown(settings.host)}" is known here. Check ${flag}-host.` };
    case 'ECONNREFUSED':
      return {
        problem: `the connection was refused. Check that the server runs, and ${flag}-host and ${flag}-port.`,
        isTransient: true,
      };
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return { problem: `the server offers no TLS. Set it up there, or give ${flag}-tls off.` };
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return { problem: `no way of logging in is known to both sides: ${words(error)}` };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        problem: `the server's certificate is for another name (${words(error)}). Give the name in it as ${flag}-host.`,
      };
    case 'HANDSHAKE_SSL_ERROR':
      return tlsProblem(flag, error);
    default:
      return TLS.test(code) ? tlsProblem(flag, error) : undefined;
  }
}

/** No packet came back; the name could not be looked up for now. */
const UNREACHABLE = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EAI_AGAIN']);
const LOST = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']);
const TLS = /^(?:ERR_SSL|ERR_TLS|UNABLE_TO_|CERT_|DEPTH_ZERO|SELF_SIGNED|EPROTO|INVALID_CA)/;

function tlsProblem(flag: string, error: unknown): Explanation {
  return {
    problem: `TLS cannot be agreed on: ${words(error)} Name the certificates that vouch for the server with ${flag}-tls-ca.`,
  };
}

/** By the numbers of MySQL, which the others use too; the rest is left to the server's own words. */
function answerOfServer(settings: DatabaseSettings, errno: number, message: string): Explanation {
  const flag = `--${settings.kind}`;
  const said = sentence(message);
  if (/insecure transport/i.test(message)) return { problem: `the server wants TLS. Give ${flag}-tls.` };
  switch (errno) {
    case 1045:
    case 1698:
      return {
        problem: `user "${shown(settings.user)}" was not let in: ${said} Check ${flag}-user and the password.`,
      };
    case 1044:
    case 1142:
    case 1143:
    case 1227:
      return {
        problem: `user "${shown(settings.user)}" may not read this: ${said} Ask for the right to SELECT.`,
      };
    case 1049:
      return { problem: `no such database: ${said} Check ${flag}-database.` };
    case 1146:
    case 1051:
      return { problem: `no such table: ${said} Check its name and ${flag}-database.` };
    case 1046:
      return { problem: `no database is chosen. Name it with ${flag}-database.` };
    case 1054:
      return { problem: `no such column: ${said}` };
    case 1064:
    case 1149:
      return { problem: `the query cannot be understood: ${said}` };
    case 1290:
    case 1792:
      return { problem: `only what reads is run here: ${said}` };
    case 1040:
    case 1203:
    case 1226:
      return { problem: `the server has too many connections: ${said} Try again later.`, isTransient: true };
    case 1053:
    case 1077:
    case 1079:
    case 1927:
      return { problem: `the connection was lost: ${said} Start again.`, isTransient: true };
    case 1153:
    case 1301:
      return { problem: `a row is too large for the server: ${said} Raise max_allowed_packet there.` };
    case 1969:
    case 3024:
      return {
        problem: `the server cut the query off for its time: ${said} Raise that limit, or read less.`,
      };
    default:
      return { problem: `the server says: ${said} (error ${errno})` };
  }
}

function words(error: unknown): string {
  return sentence(messageOf(error));
}

/** What a server has said, as one short sentence that another may follow. */
export function sentence(message: string): string {
  const line = escapeControls(message.replaceAll(/\s+/g, ' ').trim());
  const short = cut(line, MAX_SAID_CHARACTERS);
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}

const MAX_SAID_CHARACTERS = 130;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function shown(name: string): string {
  return cut(escapeControls(name), 40);
}

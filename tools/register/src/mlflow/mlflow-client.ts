import { CommandFailed } from '@reckit/command-line';
import { cut, escapeControls } from '@reckit/messages';
import * as z from 'zod';
import type { MlflowSettings } from './settings';

/** The version is registered, and MLflow does not know of it: the command can be run again. */
export const NOT_LOGGED = 2;

const API = '/api/2.0/mlflow/';
const TIMEOUT_MS = 30_000;
const SAID_CHARACTERS = 120;

const fault = z.object({ error_code: z.string(), message: z.string().default('') });

/** What MLflow answers in place of what was asked for. */
export class MlflowRefusal extends Error {
  constructor(
    readonly call: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The REST interface of a tracking server. */
export class MlflowClient {
  constructor(private readonly settings: MlflowSettings) {}

  get<T>(call: string, query: Readonly<Record<string, string>>, answer: z.ZodType<T>): Promise<T> {
    return this.#ask(`${call}?${new URLSearchParams(query)}`, { method: 'GET' }, answer);
  }

  post<T>(call: string, body: object, answer: z.ZodType<T>): Promise<T> {
    return this.#ask(call, { method: 'POST', body: JSON.stringify(body) }, answer);
  }

  async #ask<T>(call: string, request: RequestInit, answer: z.ZodType<T>): Promise<T> {
    const { url, authorization } = this.settings;
    const [name] = call.split('?');
    const headers = {
      'Content-Type': 'application/json',
      ...(authorization !== null && { Authorization: authorization }),
    };
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${url}${API}${call}`, {
        ...request,
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      ({ status } = response);
      text = await response.text();
    } catch (error) {
      throw notLogged(
        `${url} cannot be reached (${reasonOf(error)}). Check MLFLOW_TRACKING_URI and the network`,
      );
    }
    const json = parsed(text);
    if (status !== 200) {
      const known = fault.safeParse(json);
      if (known.success) throw new MlflowRefusal(name, known.data.error_code, known.data.message);
      const advice =
        status === 401 || status === 403
          ? 'MLFLOW_TRACKING_USERNAME and _PASSWORD, or _TOKEN'
          : 'MLFLOW_TRACKING_URI';
      throw notLogged(`${url} answers ${status} to ${name}. Check ${advice}`);
    }
    const known = answer.safeParse(json);
    if (known.success) return known.data;
    throw notLogged(`${url} does not answer ${name} as MLflow does. Check MLFLOW_TRACKING_URI`);
  }
}

/** What is said of a failure, whichever it is: the version itself is registered. */
export function notLogged(problem: string): CommandFailed {
  return new CommandFailed(
    `registered, but not logged in MLflow: ${problem}, and run register again.`,
    NOT_LOGGED,
  );
}

/** The same of what the server does not take. */
export function refused({ call, code, message }: MlflowRefusal): CommandFailed {
  return notLogged(
    `${call} is refused (${code}: ${cut(escapeControls(message), SAID_CHARACTERS)}). See to that`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The code of the system lies one or two causes deep. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : reasonOf(error.cause);
}

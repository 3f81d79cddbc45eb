import type { Express, RequestHandler, Response } from 'express';
import { MethodNotAllowed } from '@reckit/protocol';
import { REQUEST_ID_HEADER, sendJson } from './respond';

/** The methods of what is only read. */
export const READ = ['GET', 'HEAD'] as const;

/** Answers a path for some methods, and 405 for all others. */
export function only<Params = Record<string, string>>(
  app: Express,
  path: string,
  methods: readonly string[],
  handler: RequestHandler<Params>,
): void {
  app.all<string, Params>(path, (request, response, next) => {
    if (!methods.includes(request.method)) throw new MethodNotAllowed(request.method, methods);
    return handler(request, response, next);
  });
}

/** The id of the request that is answered, which was set before anything else. */
export function requestIdOf(response: Response): string {
  return String(response.getHeader(REQUEST_ID_HEADER));
}

export function send(response: Response, status: number, body: unknown): void {
  sendJson(response, status, JSON.stringify(body));
}

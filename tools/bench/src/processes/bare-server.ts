import { createServer } from 'node:http';

/** As many digits as a float32 score has when it is written as a double. */
export const BARE_SCORE = 0.8234567284584045;
/** As many as the vector of a user has by default. */
const VECTOR_NUMBERS = 64;

/**
 * The least that a prediction service in Node can be: it collects the body, parses its JSON and answers one
 * constant a row, or a vector of constants where the body has no rows; to a GET, the CPU time that it has used. It listens where `PORT` and `HOST` say.
 */
export function runBareServer(): void {
  createServer((request, response) => {
    if (request.method === 'GET') {
      const { user, system } = process.cpuUsage();
      response.end(`process_cpu_seconds_total ${(user + system) / 1e6}\n`);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: { data?: unknown[] } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const json = JSON.stringify(
        body.data
          ? { predictions: new Array<number>(body.data.length).fill(BARE_SCORE) }
          : { user_embedding: new Array<number>(VECTOR_NUMBERS).fill(BARE_SCORE) },
      );
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(json),
      });
      response.end(json);
    });
  }).listen(Number(process.env['PORT']), process.env['HOST']);
}

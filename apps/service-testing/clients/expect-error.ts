const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Expects an error in the form of the Reckit endpoints, and one readable line in it. */
export function expectError(answer: Answered, status: number, message: string | RegExp): void {
  expect({ status: answer.status, text: answer.text }).toEqual({ status, text: expect.any(String) });
  expect(answer.headers['content-type']).toBe('application/json');
  const body: unknown = JSON.parse(answer.text);
  expect(body).toEqual({
    detail: typeof message === 'string' ? message : expect.stringMatching(message),
    request_id: answer.headers['x-request-id'],
  });
  expect(answer.text).not.toContain('\\n');
  expectRequestId(answer);
}

/** Expects an id that the service made itself. */
export function expectRequestId({ headers }: Pick<Answered, 'headers'>): void {
  expect(headers['x-request-id']).toMatch(UUID);
}

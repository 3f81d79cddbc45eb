/** The message with which `attempt` is refused: an error of the class `kind`, in one line. */
export async function refusal(
  kind: abstract new (...args: never[]) => Error,
  attempt: Promise<unknown>,
): Promise<string> {
  const error = await attempt.then(
    () => new Error('It was accepted.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof kind)) throw error;
  expect(error.message).toMatch(/^[^\r\n]+$/);
  return error.message;
}

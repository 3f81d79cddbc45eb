/** What an answer says beside its value. */
export interface AnswerFacts {
  /** The version of the model that answered; null where no model did, or the server does not say. */
  readonly version: string | null;
  /** Under which the service logged the call; null where the server has no ids. */
  readonly requestId: string | null;
  /** Under which trace the service worked (W3C Trace Context); null for none. */
  readonly traceResponse: string | null;
}

/** An answer. */
export interface Answered<Value> extends AnswerFacts {
  readonly value: Value;
}

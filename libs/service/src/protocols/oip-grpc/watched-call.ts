import { Metadata, ServerInterceptingCall, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { oneLine } from '@reckit/messages';
import type { OpenCall } from './open-call';

/** Decides by what comes before its message whether a call goes on; one that does not has been answered. */
export type CallGate = (path: string, open: OpenCall, metadata: Metadata) => boolean;

type Listener = Parameters<ServerInterceptingCallInterface['start']>[0];
type Status = Parameters<ServerInterceptingCallInterface['sendStatus']>[0];

/** A call that tells its `OpenCall` what happens to it, and answers with the id of its request. */
export class WatchedCall extends ServerInterceptingCall {
  #hasMetadata = false;

  /** @param admit - takes in the metadata; false if the call is answered by that */
  constructor(
    private readonly inner: ServerInterceptingCallInterface,
    private readonly open: OpenCall,
    private readonly admit: (metadata: Metadata) => boolean,
  ) {
    super(inner);
  }

  override start(listener: Listener): void {
    const { open } = this;
    this.inner.start({
      onReceiveMetadata: metadata => {
        if (this.admit(metadata)) listener.onReceiveMetadata(metadata);
      },
      onReceiveMessage: message => {
        open.arrived();
        listener.onReceiveMessage(message);
      },
      onReceiveHalfClose: () => listener.onReceiveHalfClose(),
      onCancel: () => {
        open.isCancelled = true;
        listener.onCancel();
      },
    });
  }

  override sendMetadata(metadata: Metadata): void {
    this.#hasMetadata = true;
    this.open.tell(metadata);
    this.inner.sendMetadata(metadata);
  }

  override sendMessage(message: unknown, callback: () => void): void {
    if (!this.#hasMetadata) this.sendMetadata(new Metadata());
    this.inner.sendMessage(message, callback);
  }

  override sendStatus(status: Status): void {
    this.open.answered();
    if (this.#hasMetadata) {
      this.inner.sendStatus({ ...status, details: oneLine(status.details) });
      return;
    }
    const metadata = status.metadata ?? new Metadata();
    this.open.tell(metadata);
    this.inner.sendStatus({ ...status, details: oneLine(status.details), metadata });
  }
}

import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';

/**
 * What a node of a cluster knows of the pods of a Service, as kube-proxy does: each new connection goes to any of them, and
 * those that are open stay where they are. It learns of pods that come and go some time after it is so.
 */
export class NodeProxy {
  readonly #ports = new Set<number>();

  add(port: number): void {
    this.#ports.add(port);
  }

  remove(port: number): void {
    this.#ports.delete(port);
  }

  connect(): Socket {
    const ports = [...this.#ports];
    return connect(ports[Math.floor(Math.random() * ports.length)], '127.0.0.1');
  }
}

/** The connections of a client on a node to a Service: all those that are idle are one pool, whichever pods they lead to. */
export class ServiceAgent extends Agent {
  /** @param keepAlive - whether connections are used again, the one that was used last first, as Go does */
  constructor(
    private readonly proxy: NodeProxy,
    keepAlive: boolean,
  ) {
    super({ keepAlive, scheduling: 'lifo' });
  }

  override createConnection(): Socket {
    return this.proxy.connect();
  }
}

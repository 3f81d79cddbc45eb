import type { Predictor } from '../infer/predictor';
import type { GrpcServer } from '../protocols/oip-grpc/grpc-server';
import type { ServiceState } from '../service-state';

/**
 * Opens the gRPC server of a service if there is to be one; where there is not, the library is not even loaded.
 *
 * @returns null without `GRPC_PORT`
 * @throws BadConfig
 */
export async function openGrpc(state: ServiceState, predictor: Predictor): Promise<GrpcServer | null> {
  const { grpcPort } = state.config;
  if (grpcPort === null) return null;
  const { openGrpcServer } = await import('../protocols/oip-grpc/grpc-server');
  return openGrpcServer(state, predictor, grpcPort);
}

export { Predictor } from './infer/predictor';
export { readConfig, type ServiceConfig } from './lifecycle/config';
export { createApp } from './lifecycle/create-app';
export { BadConfig } from './lifecycle/environment-reader';
export { createLogger, type Logger } from './lifecycle/logger';
export { openGrpc } from './lifecycle/open-grpc';
export { runService } from './lifecycle/run-service';
export type { Endpoint, EndpointAnswer, ServiceDefinition } from './service-definition';
export { ServiceState, type ServedModels } from './service-state';

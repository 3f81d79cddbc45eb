export { readConfig, type ServiceConfig } from './lifecycle/config';
export { createApp } from './lifecycle/create-app';
export { BadConfig } from './lifecycle/environment-reader';
export { createLogger, type Logger } from './lifecycle/logger';
export { servedModels, type ModelChoice } from './lifecycle/model-settings';
export { runService, runUnifiedService } from './lifecycle/run-service';
export type { ServiceDefinition, UnifiedDefinition } from './service-definition';
export { ServiceState, type ServedModels } from './service-state';

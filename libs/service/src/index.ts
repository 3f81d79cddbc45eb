export { readConfig, type ServiceConfig } from './lifecycle/config';
export { createApp, type App } from './lifecycle/create-app';
export { BadConfig } from './lifecycle/environment-reader';
export { createLogger, type Logger } from './lifecycle/logger';
export { runService } from './lifecycle/run-service';
export { scoreAnswers } from './protocols/torchserve/score-answers';
export type { AnswerFormat, ServiceDefinition } from './service-definition';
export { ServiceState } from './service-state';
export { taskAnswers } from './protocols/torchserve/task-answers';

export { readConfig, type ServiceConfig } from './config';
export { createApp, type App } from './create-app';
export { BadConfig } from './environment-reader';
export { createLogger, type Logger } from './logger';
export { runService } from './run-service';
export { scoreAnswers } from './score-answers';
export type { AnswerFormat, ServiceDefinition } from './service-definition';
export { ServiceState } from './service-state';
export { taskAnswers } from './task-answers';

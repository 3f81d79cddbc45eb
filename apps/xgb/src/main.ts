import path from 'node:path';
import { runService } from '@reckit/service';
import { xgb } from './service-definition';

runService(xgb, {
  loader: path.join(__dirname, 'model-loader.js'),
  thread: path.join(__dirname, 'model-thread.js'),
});

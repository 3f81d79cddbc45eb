import path from 'node:path';
import { runService } from '@reckit/service';
import { mmoe } from './service-definition';

runService(mmoe, {
  loader: path.join(__dirname, 'model-loader.js'),
  thread: path.join(__dirname, 'model-thread.js'),
});

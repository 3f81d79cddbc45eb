import { programs } from './programs';

// Read only now, from a file of its own in the build: the process that loads the model gets ready meanwhile.
void import('./service').then(({ run }) => run(programs));

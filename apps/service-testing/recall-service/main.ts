import { programs } from './programs';

/** The service of the two towers that tests make, as services of ours are built. */
void import('./service').then(({ run }) => run(programs));

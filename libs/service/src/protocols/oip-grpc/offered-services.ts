import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { healthDefinitions } from './health';
import { reflectedDefinitions } from './reflected-definitions';
import { inferenceDefinitions } from './service-definitions';

/** What every server offers. */
interface OfferedServices {
  readonly inference: PackageDefinition;
  readonly health: PackageDefinition;
  /** Reflection on the other two, in each of its versions. */
  readonly reflection: readonly ReflectingService[];
}

interface ReflectingService {
  readonly service: ServiceDefinition;
  readonly methods: UntypedServiceImplementation;
}

let offered: OfferedServices | undefined;

/** The definitions of all services: the same for every server of a process, and much work to make. */
export function offeredServices(): OfferedServices {
  offered ??= defineServices();
  return offered;
}

function defineServices(): OfferedServices {
  const [inference, health] = [inferenceDefinitions(), healthDefinitions()];
  const reflection: ReflectingService[] = [];
  new ReflectionService(reflectedDefinitions({ ...inference, ...health })).addToServer({
    addService: (service, methods) => reflection.push({ service, methods }),
  });
  return { inference, health, reflection };
}

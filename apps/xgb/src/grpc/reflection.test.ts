import { Client, credentials, status as Status } from '@grpc/grpc-js';
import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';
import {
  FileDescriptorProto,
  type IDescriptorProto,
  type IFileDescriptorProto,
} from 'protobufjs/ext/descriptor';
import { callBytes } from '../../../service-testing/clients/call-bytes';
import { services } from '../testing/local-service';

const service = services.shared({ GRPC_PORT: '0' });

/** The part of the protocol of reflection that is asked here, which is the same in both of its versions. */
const { root } = protobuf.parse(
  `syntax = "proto3";
  message Request { string file_containing_symbol = 4; string list_services = 7; }
  message Response {
    message Files { repeated bytes file_descriptor_proto = 1; }
    message Services { message Service { string name = 1; } repeated Service service = 1; }
    Files file_descriptor_response = 4;
    Services list_services_response = 6;
  }`,
  { keepCase: true },
);
const REQUEST = root.lookupType('Request');
const RESPONSE = root.lookupType('Response');

interface Reflected {
  readonly file_descriptor_response?: { readonly file_descriptor_proto: readonly Buffer[] };
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
}

async function ask(version: string, request: object): Promise<Reflected> {
  const client = new Client(`127.0.0.1:${service().grpcPort}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  const call = client.makeBidiStreamRequest<object, Reflected>(
    `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
    message => Buffer.from(REQUEST.encode(message).finish()),
    bytes => RESPONSE.toObject(RESPONSE.decode(bytes)),
  );
  try {
    call.write(request);
    return await new Promise<Reflected>((resolve, reject) => {
      call.once('data', resolve);
      call.once('error', reject);
    });
  } finally {
    call.on('error', () => undefined);
    call.cancel();
    client.close();
  }
}

/** The messages of a file with their fields, those inside each other included, by their full names. */
function fieldsIn({ package: name, messageType }: IFileDescriptorProto): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (prefix: string, { name, field, nestedType, options }: IDescriptorProto): void => {
    const path = `${prefix}.${String(name)}`;
    if (options?.mapEntry !== true) {
      found.set(
        path,
        (field ?? []).map(({ name, number }) => `${String(name)} = ${String(number)}`),
      );
    }
    nestedType?.forEach(nested => visit(path, nested));
  };
  messageType?.forEach(message => visit(String(name), message));
  return found;
}

function fieldsOf(
  type: protobuf.ReflectionObject | null,
  found = new Map<string, string[]>(),
): Map<string, string[]> {
  if (type instanceof protobuf.Type) {
    found.set(
      type.fullName.slice(1),
      type.fieldsArray.map(({ name, id }) => `${name} = ${id}`),
    );
  }
  if (type instanceof protobuf.Namespace) type.nestedArray.forEach(nested => fieldsOf(nested, found));
  return found;
}

describe.each(['v1', 'v1alpha'])('reflection %s', version => {
  test('lists the services', async () => {
    const { list_services_response } = await ask(version, { list_services: '' });
    expect(list_services_response?.service.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['inference.GRPCInferenceService', 'grpc.health.v1.Health']),
    );
  });

  test.each(['inference.GRPCInferenceService', 'inference.ModelInferRequest'])(
    'tells of %s all that our .proto says, and map entries by the names that they must have',
    async symbol => {
      const { file_descriptor_response } = await ask(version, { file_containing_symbol: symbol });
      const [bytes] = file_descriptor_response?.file_descriptor_proto ?? [];
      const file: IFileDescriptorProto = FileDescriptorProto.toObject(FileDescriptorProto.decode(bytes));
      expect(file.package).toBe('inference');
      const written = protobuf.parse(INFERENCE_PROTO, { keepCase: true }).root.lookup('inference');
      expect([...fieldsIn(file)].sort()).toEqual([...fieldsOf(written)].sort());
      const request = file.messageType?.find(({ name }) => name === 'ModelInferRequest');
      expect(request?.nestedType?.map(({ name }) => name)).toContain('ParametersEntry');
      expect(request?.field?.find(({ name }) => name === 'parameters')?.typeName).toBe('ParametersEntry');
      expect(request?.field?.find(({ name }) => name === 'raw_input_contents')?.jsonName).toBe(
        'rawInputContents',
      );
    },
  );
});

test.each(['v1', 'v1alpha'])(
  'bytes that are no message of %s are answered as one that asks nothing',
  async version => {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const outcome = await callBytes(service().grpcPort, path, Buffer.from([0x0f]));
    expect(outcome).toMatchObject({ code: Status.OK, answer: expect.any(Buffer) });
    expect(String(outcome.answer)).toContain('Unimplemented method');
  },
);

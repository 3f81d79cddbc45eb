import type {
  AnyDefinition,
  EnumTypeDefinition,
  MessageTypeDefinition,
  PackageDefinition,
} from '@grpc/proto-loader';
import {
  FileDescriptorProto,
  type IDescriptorProto,
  type IFileDescriptorProto,
} from 'protobufjs/ext/descriptor';

/**
 * Definitions as reflection may tell them. proto-loader calls the hidden messages of map fields as the field, with a
 * capital letter; by the specification they are called `<Field>Entry`, and clients in Go refuse any other name. And it gives
 * each field its own name in JSON, where others say `modelName` for `model_name`, and with that understand both.
 */
export function reflectedDefinitions(definitions: PackageDefinition): PackageDefinition {
  const repaired = new Map<Buffer, Buffer>();
  const repair = (file: Buffer): Buffer => {
    const known = repaired.get(file) ?? asSpecified(file);
    repaired.set(file, known);
    return known;
  };
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      isType(definition)
        ? { ...definition, fileDescriptorProtos: definition.fileDescriptorProtos.map(repair) }
        : definition,
    ]),
  );
}

/** Whether a definition is that of a message or an enum; a service has methods alone. */
function isType(
  definition: AnyDefinition,
): definition is MessageTypeDefinition<object, object> | EnumTypeDefinition {
  return Array.isArray(definition.fileDescriptorProtos);
}

function asSpecified(bytes: Buffer): Buffer {
  // The descriptor of descriptors is the type of what it decodes.
  const file: IFileDescriptorProto = FileDescriptorProto.toObject(FileDescriptorProto.decode(bytes));
  file.messageType?.forEach(message => {
    nameMapEntries(message);
    nameForJson(message);
  });
  return Buffer.from(FileDescriptorProto.encode(file).finish());
}

function nameMapEntries(message: IDescriptorProto): void {
  for (const entry of message.nestedType ?? []) {
    nameMapEntries(entry);
    if (entry.options?.mapEntry !== true) continue;
    const { name } = entry;
    entry.name = `${name}Entry`;
    for (const field of message.field ?? []) if (field.typeName === name) field.typeName = entry.name;
  }
}

function nameForJson(message: IDescriptorProto): void {
  message.nestedType?.forEach(nameForJson);
  for (const field of message.field ?? []) {
    field.jsonName = (field.name ?? '').replaceAll(/_+(.?)/g, (_underscores, letter: string) =>
      letter.toUpperCase(),
    );
  }
}

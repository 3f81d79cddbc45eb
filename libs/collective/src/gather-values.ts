import type { Meeting } from './meeting';

/** What every process gives, by rank: values that JSON can write. */
export async function gatherValues<Value>(meeting: Meeting, value: Value): Promise<Value[]> {
  const parts = await meeting.gather(Buffer.from(JSON.stringify(value)));
  // Those who meet run the same program, which gives values of the same kind.
  return parts.map(part => JSON.parse(Buffer.from(part).toString()) as Value);
}

type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array;

/** The numbers that every process gives, by rank; each gives as many as it likes. */
export async function gatherNumbers<Kind extends Numbers>(
  meeting: Meeting,
  values: Kind,
  kind: { new (length: number): Kind },
): Promise<Kind[]> {
  const parts = await meeting.gather(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return parts.map(part => {
    const numbers = new kind(part.byteLength / values.BYTES_PER_ELEMENT);
    new Uint8Array(numbers.buffer).set(part);
    return numbers;
  });
}

/** As `gatherNumbers`, those of all one after the other. */
export async function gatherJoined<Kind extends Numbers>(
  meeting: Meeting,
  values: Kind,
  kind: { new (length: number): Kind },
): Promise<Kind> {
  return joined(await gatherNumbers(meeting, values, kind), kind);
}

/** Numbers one after the other. */
export function joined<Kind extends Numbers>(
  parts: readonly Kind[],
  kind: { new (length: number): Kind },
): Kind {
  const whole = new kind(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

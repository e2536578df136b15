import type { IncomingMessage } from 'node:http';

const greatestBody = 65_536;

/** Undefined when it is too long; read to its end all the same, for else the answer would not arrive. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= greatestBody) chunks.push(chunk);
  }
  return length > greatestBody ? undefined : Buffer.concat(chunks).toString();
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { messageOf } from '../../core/errors.ts';
import { emulatorAccount, emulatorRegion } from './emulator.ts';

/** What the functions of a test do, in the test's own process. */
type Functions = Readonly<
  Record<string, (payload: never, context: { readonly signal: AbortSignal }) => Promise<object>>
>;

/**
 * A Lambda function in its own runtime: it sends each event to the test and gives back what that answers. The emulator's
 * Node runtime calls every error Runtime.HandlerError; a runtime of one's own may name them.
 */
const bootstrap = `#!/usr/bin/env node
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
const post = (url, body) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
for (;;) {
  const next = await fetch(api + 'next');
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const event = await next.text();
  const answer = await post(process.env.FORWARD_TO, event).then((sent) => sent.json()).catch((error) => ({
    error: { errorType: 'Forwarding.Failed', errorMessage: String(error) },
  }));
  if (answer.error) await post(api + id + '/error', JSON.stringify(answer.error));
  else await post(api + id + '/response', JSON.stringify(answer.result));
}
`;

/** Deploys each function under `<prefix>-<name>` and runs it here; `close` ends the calls that still wait. */
export async function deployFunctions(
  url: string,
  prefix: string,
  functions: Functions,
): Promise<{ close(): Promise<void> }> {
  const server = await listen(functions);
  const { port } = server.address() as AddressInfo;
  for (const name of Object.keys(functions))
    await createFunction(url, `${prefix}-${name}`, `http://127.0.0.1:${port}/${name}`);
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(functions: Functions): Promise<Server> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const answer = await call(functions[name], Buffer.concat(chunks).toString());
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** An error goes by name and message only, as the Node runtime of Lambda tells it. */
async function call(work: Functions[string] | undefined, event: string): Promise<object> {
  try {
    if (!work) throw new Error('The test has no such function.');
    // Nobody tells a Lambda function that its execution was stopped.
    return { result: await work(JSON.parse(event) as never, { signal: new AbortController().signal }) };
  } catch (error) {
    const errorType = Error.isError(error) ? error.name : 'Error';
    return { error: { errorType, errorMessage: messageOf(error), trace: [] } };
  }
}

/** Without the SDK: one call is not worth a package. The emulator reads the region from the signature and checks nothing. */
async function createFunction(url: string, name: string, forwardTo: string): Promise<void> {
  const response = await fetch(`${url}/2015-03-31/functions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${emulatorRegion}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({
      FunctionName: name,
      Runtime: 'provided.al2023',
      Handler: 'bootstrap',
      Role: `arn:aws:iam::${emulatorAccount}:role/test`,
      Timeout: 60,
      Environment: { Variables: { FORWARD_TO: forwardTo } },
      Code: { ZipFile: zipOf('bootstrap', Buffer.from(bootstrap)).toString('base64') },
    }),
  });
  if (!response.ok) throw new Error(`Creating ${name}: ${response.status} ${await response.text()}`);
}

/** A ZIP archive with one stored file, executable: local header, content, central directory, end record. */
function zipOf(name: string, content: Buffer): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0); // version
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((0o100755 << 16) >>> 0, 6); // external attributes: file, rwxr-xr-x
  const madeBy = Buffer.from([20, 3]); // Unix
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common, rest, Buffer.from(name)]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}

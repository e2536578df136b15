import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a stub answers to an action such as GetParameter: text as it is sent, or an error by its name. */
export type StubAnswer = { readonly body: string } | { readonly error: string; readonly message?: string };

export type AwsStub = {
  /** What a process needs so that its SDK clients talk to the stub, and to nothing else. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** A server on 127.0.0.1 that answers SSM (JSON) and STS (XML) as it is told, for what no emulator refuses. */
export async function startAwsStub(answer: (action: string, request: string) => StubAnswer): Promise<AwsStub> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const target = request.headers['x-amz-target'];
      const action = typeof target === 'string' ? target.split('.')[1] : new URLSearchParams(text).get('Action');
      const given = answer(action ?? '', text);
      response.statusCode = 'error' in given ? 400 : 200;
      const isJson = target !== undefined;
      response.setHeader('content-type', isJson ? 'application/x-amz-json-1.1' : 'text/xml');
      response.end(
        'body' in given ? given.body : (isJson ? jsonError : xmlError)(given.error, given.message ?? 'refused'),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-north-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const jsonError = (name: string, message: string): string => JSON.stringify({ __type: name, message });
const xmlError = (name: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`;

import { dynamoMeter } from './dynamo-meter.ts';
import type { Usage } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;
type Handler = (args: { readonly input: Fields }) => Promise<{ readonly output: Fields }>;
type Stack = {
  add(
    middleware: (next: Handler, context: { readonly commandName?: string }) => Handler,
    options: { readonly step: string; readonly priority: string },
  ): void;
};

export type Service = 'dynamo' | 's3' | 'sns' | 'sqs' | 'secrets' | 'states';

/** SNS and SQS bill a request for each 64 KB. */
const requestBytes = 65_536;
const requests = (bytes: number): number => Math.max(1, Math.ceil(bytes / requestBytes));

/** Counts every call of an SDK client in the units it is billed in; `usage()` is the account open at the moment. */
export function meter(client: { readonly middlewareStack: object }, service: Service, usage: () => Usage): void {
  const dynamo = dynamoMeter();
  const stack = client.middlewareStack as Stack;
  stack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        const account = usage();
        account.calls[service] = (account.calls[service] ?? 0) + 1;
        if (service === 'dynamo') {
          const { read, write } = dynamo(commandName, args.input, result.output);
          account.dynamoReadUnits += read;
          account.dynamoWriteUnits += write;
        } else count(account, service, commandName, args.input, result.output);
        return result;
      },
    { step: 'initialize', priority: 'low' },
  );
}

function count(account: Usage, service: Service, command: string, input: Fields, output: Fields): void {
  switch (service) {
    case 's3':
      if (command === 'GetObjectCommand') account.s3Gets += 1;
      else account.s3Puts += 1;
      return;
    case 'sns':
      account.snsRequests += requests(Buffer.byteLength(JSON.stringify(input['PublishBatchRequestEntries'] ?? '')));
      return;
    case 'sqs':
      // Polling an idle queue costs by the month, not by the record.
      if (command === 'ReceiveMessageCommand' && output['Messages'] === undefined) return;
      account.sqsRequests += requests(Buffer.byteLength(JSON.stringify(output['Messages'] ?? input['Entries'] ?? '')));
      return;
    case 'secrets':
      account.secretCalls += 1;
      return;
    default:
      return;
  }
}

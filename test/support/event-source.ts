import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';

/** An event source mapping: what takes a queue's messages to a function. What fails comes again at once, without waiting out its timeout. */
export type EventSource = { stop(): Promise<void> };

export type EventSourceOptions = {
  readonly sqs: SQSClient;
  readonly url: string;
  readonly batchSize: number;
  readonly invoke: (event: SQSEvent) => Promise<SQSBatchResponse>;
  /** Told what ended the polling. */
  readonly onFault: (error: unknown) => void;
  /** Told how many messages were deleted, each time. */
  readonly onDeleted?: (messages: number) => Promise<void>;
  /** Waits for so many messages and hands them out as `arrange` says, before it begins to work as usual. */
  readonly first?: {
    readonly gather: number;
    readonly arrange: (records: readonly SQSRecord[]) => readonly SQSRecord[];
  };
};

/** Starts polling, one batch at a time. */
export function startEventSource(options: EventSourceOptions): EventSource {
  let stopped = false;
  const poll = async (): Promise<void> => {
    const gathered: SQSRecord[] = [];
    const { gather, arrange } = options.first ?? { gather: 0, arrange: () => [] };
    while (!stopped && gathered.length < gather) gathered.push(...(await receive(options, 10)));
    await deliverAll(options, arrange(gathered));
    while (!stopped) await deliver(options, await receive(options, options.batchSize));
  };
  const polling = poll().catch(options.onFault);
  return {
    stop: () => {
      stopped = true;
      return polling;
    },
  };
}

async function deliverAll(options: EventSourceOptions, records: readonly SQSRecord[]): Promise<void> {
  for (let start = 0; start < records.length; start += options.batchSize)
    await deliver(options, records.slice(start, start + options.batchSize));
}

async function receive({ sqs, url }: EventSourceOptions, max: number): Promise<readonly SQSRecord[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: max,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages.map(recordOf);
}

async function deliver(options: EventSourceOptions, records: readonly SQSRecord[]): Promise<void> {
  if (records.length === 0) return;
  const failed = await failuresOf(options, records);
  const { sqs, url } = options;
  const done = records.filter(({ messageId }) => !failed.has(messageId));
  // In batches, because of a batch SQS refuses only what is gone already: records of one message share their handle.
  if (done.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entriesOf(done) }));
  await options.onDeleted?.(done.length);
  const again = entriesOf(records.filter(({ messageId }) => failed.has(messageId)));
  const Entries = again.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
  if (again.length > 0) await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
}

function entriesOf(records: readonly SQSRecord[]): { readonly Id: string; readonly ReceiptHandle: string }[] {
  return records.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
}

async function failuresOf({ invoke }: EventSourceOptions, records: readonly SQSRecord[]): Promise<ReadonlySet<string>> {
  try {
    const { batchItemFailures } = await invoke({ Records: [...records] });
    return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  } catch {
    return new Set(records.map(({ messageId }) => messageId));
  }
}

function recordOf({ MessageId, Body, ReceiptHandle, MD5OfBody, Attributes, MessageAttributes }: Message): SQSRecord {
  const attributes = Object.entries(MessageAttributes ?? {}).map(
    ([name, { StringValue = '', DataType = 'String' }]): [string, SQSMessageAttribute] => [
      name,
      { stringValue: StringValue, dataType: DataType },
    ],
  );
  return {
    messageId: MessageId ?? '',
    body: Body ?? '',
    receiptHandle: ReceiptHandle ?? '',
    md5OfBody: MD5OfBody ?? '',
    attributes: (Attributes ?? {}) as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(attributes),
    ...{ eventSource: 'aws:sqs', eventSourceARN: '', awsRegion: '' },
  };
}

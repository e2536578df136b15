import { describe, expect, test } from '@jest/globals';
import { queueHandler, stateHandler } from '../../infra/handlers.ts';
import type { Telemetry } from '../../infra/monitoring/telemetry.ts';

type Said = { readonly lines: string[]; readonly telemetry: Telemetry };

function recorded(): Said {
  const lines: string[] = [];
  return {
    lines,
    telemetry: {
      about: (keys) => lines.push(`about ${JSON.stringify(keys)}`),
      info: (message) => lines.push(`info ${message}`),
      warn: (message, error) => lines.push(`warn ${message} ${String(error)}`),
      count: () => undefined,
      end: () => lines.push('end'),
    },
  };
}

const time = (ms: number) => ({ getRemainingTimeInMillis: () => ms });
const record = (messageId: string) => ({
  ...{ messageId, receiptHandle: 'r', body: '{}', messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs' },
  ...{ eventSourceARN: 'arn', awsRegion: 'eu-north-1' },
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
});

describe('stateHandler', () => {
  test('gives the step its payload and says in the log whom it is about, not what it holds', async () => {
    const { lines, telemetry } = recorded();
    const handler = stateHandler(telemetry, async (payload: object) => ({ got: payload }));
    const payload = {
      execution: 'arn:1',
      run: { tenant: 'acme', connection: 'demo', run: 7 },
      stream: 's',
      token: 'geheim',
    };
    expect(await handler(payload, time(60_000))).toEqual({ got: payload });
    expect(lines).toEqual([
      'about {"execution":"arn:1","tenant":"acme","connection":"demo","run":7,"stream":"s"}',
      'end',
    ]);
  });

  test('throws what the step throws, after saying so', async () => {
    const { lines, telemetry } = recorded();
    const handler = stateHandler(telemetry, () => Promise.reject(new Error('no answer')));
    await expect(handler({ request: { tenant: 'acme', connection: 'demo' } }, time(60_000))).rejects.toThrow(
      'no answer',
    );
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^warn .*no answer/), 'end']);
  });

  test('interrupts the step before Lambda would', async () => {
    const { telemetry } = recorded();
    const aborted = ({ signal }: { readonly signal: AbortSignal }): Promise<object> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({ aborted: true })));
    const handler = stateHandler(telemetry, (_payload: never, context) => aborted(context), 1_000);
    expect(await handler({}, time(1_010))).toEqual({ aborted: true });
  });
});

describe('queueHandler', () => {
  test('answers which messages come again', async () => {
    const { lines, telemetry } = recorded();
    const handler = queueHandler(telemetry, async ([, second]) => (second ? [second.id] : []));
    const answer = await handler({ Records: [record('a'), record('b')] }, time(60_000));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    expect(lines).toEqual(['end']);
  });

  test('lets all of them come again when the handler throws', async () => {
    const { lines, telemetry } = recorded();
    const handler = queueHandler(telemetry, () => Promise.reject(new Error('table gone')));
    const answer = await handler({ Records: [record('a'), record('b')] }, time(60_000));
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['a', 'b']);
    expect(lines).toEqual([expect.stringMatching(/^warn .*table gone/), 'end']);
  });
});

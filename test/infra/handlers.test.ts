import { describe, expect, test } from '@jest/globals';
import { deliveryHandler, queueHandler, retentionHandler, stateHandler, sweepHandler } from '../../infra/handlers.ts';
import type { Telemetry } from '../../infra/monitoring/telemetry.ts';

type Said = { readonly lines: string[]; readonly telemetry: Telemetry };

function recorded(): Said {
  const lines: string[] = [];
  return {
    lines,
    telemetry: {
      about: (keys) => lines.push(`about ${JSON.stringify(keys)}`),
      info: (message, details) => lines.push(`info ${message} ${JSON.stringify(details)}`),
      warn: (message, error) => lines.push(`warn ${message} ${String(error)}`),
      count: (measures) => {
        if (measures.length > 0) lines.push(`count ${JSON.stringify(measures)}`);
      },
      end: () => lines.push('end'),
    },
  };
}

const time = (ms: number) => ({ getRemainingTimeInMillis: () => ms });
const record = (messageId: string) => ({
  ...{ messageId, receiptHandle: 'r', body: '{}', messageAttributes: {}, md5OfBody: '', eventSource: 'aws:sqs' },
  ...{ eventSourceARN: 'arn:aws:sqs:eu-north-1:1:tributary-dev-transform_demo', awsRegion: 'eu-north-1' },
  attributes: { ApproximateReceiveCount: '3', SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
});

const lastReceived = (given: ReturnType<typeof record>) => ({
  ...given,
  attributes: { ...given.attributes, ApproximateReceiveCount: '4' },
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
      'info The step is done. {}',
      'end',
    ]);
  });

  test('says what came of the step, as far as that is words and numbers', async () => {
    const { lines, telemetry } = recorded();
    const result = { outcome: 'wait', waitSeconds: 3, records: 7, streams: [{ secret: 1 }], run: { tenant: 'acme' } };
    await stateHandler(telemetry, async () => result)({}, time(60_000));
    expect(lines[1]).toBe('info The step is done. {"outcome":"wait","waitSeconds":3,"records":7}');
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
  const released: unknown[] = [];
  const stage = 'dev';
  const queues = { release: async (...given: readonly unknown[]) => void released.push(given) };

  test('answers which messages come again, and lets them come soon', async () => {
    const { lines, telemetry } = recorded();
    const handler = queueHandler({
      ...{ telemetry, stage, queues },
      handler: async ([, second]) => (second ? [second.id] : []),
    });
    const answer = await handler({ Records: [record('a'), record('b')] }, time(60_000));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    expect(lines).toEqual([expect.stringMatching(/^info Messages are handled. \{"messages":2,"failed":1,/), 'end']);
    expect(released).toEqual([['transform.demo', ['r'], 120_000]]);
    await handler({ Records: [record('a'), lastReceived(record('b'))] }, time(60_000));
    expect(released[1]).toEqual(['transform.demo', ['r'], 0]);
  });

  test('lets all of them come again when the handler throws', async () => {
    const { lines, telemetry } = recorded();
    const release = (): Promise<void> => Promise.reject(new Error('throttled'));
    const handler = queueHandler({
      ...{ telemetry, stage, queues: { release } },
      handler: () => Promise.reject(new Error('table gone')),
    });
    const answer = await handler({ Records: [record('a'), record('b')] }, time(60_000));
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['a', 'b']);
    expect(lines).toEqual([expect.stringMatching(/^warn .*table gone/), expect.stringMatching(/^info /), 'end']);
  });
});

test('deliveryHandler: each queue has a handler of its own, which alone says when a message comes again', async () => {
  const { telemetry } = recorded();
  const asked: string[] = [];
  const handler = deliveryHandler({
    ...{ telemetry, stage: 'dev' },
    handlerOf: (queue) => {
      asked.push(queue);
      return async (messages) => messages.map(({ id }) => id).filter((id) => id === 'b');
    },
  });
  const Records = [record('a'), record('b')];
  expect(await handler({ Records } as never, time(60_000))).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
  expect(asked).toEqual(['transform.demo']);
});

describe('sweepHandler', () => {
  const oldest = [{ metric: 'OldestRunSeconds', value: 5 }];

  test('sweeps, then says how the stage stands', async () => {
    const { lines, telemetry } = recorded();
    const sweep = async () => void lines.push('sweep');
    await sweepHandler({ telemetry, sweep, gauges: async () => oldest })();
    expect(lines).toEqual(['sweep', 'count [{"metric":"OldestRunSeconds","value":5}]', 'end']);
  });

  test('says how the stage stands also when the sweep fails, and fails itself', async () => {
    const { lines, telemetry } = recorded();
    const sweep = () => Promise.reject(new Error('table gone'));
    await expect(sweepHandler({ telemetry, sweep, gauges: async () => oldest })()).rejects.toThrow('table gone');
    expect(lines).toEqual([expect.stringMatching(/^count /), expect.stringMatching(/^warn .*table gone/), 'end']);
  });

  test('fails where the stage cannot be looked at', async () => {
    const { lines, telemetry } = recorded();
    const gauges = () => Promise.reject(new Error('throttled'));
    await expect(sweepHandler({ telemetry, sweep: async () => undefined, gauges })()).rejects.toThrow('throttled');
    expect(lines).toEqual([expect.stringMatching(/^warn .*throttled/), 'end']);
  });
});

describe('retentionHandler', () => {
  const nothing = { removed: 0, bytes: 0, complete: true };
  const report = {
    ...{ raw: { removed: 3, bytes: 10, complete: false }, ledger: nothing, runs: nothing, events: nothing },
    ...{ journals: nothing, tokens: nothing, 'dead-letters': nothing, bodies: nothing },
  };

  test('stops before its time is over, and says what went', async () => {
    const { lines, telemetry } = recorded();
    const signals: AbortSignal[] = [];
    const prune = async (signal: AbortSignal) => {
      signals.push(signal);
      return report;
    };
    await retentionHandler({ telemetry, prune })({}, time(1_000));
    expect(signals).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(/"raw":3.*"complete":false/), 'end']);
  });

  test('fails where nothing could be removed', async () => {
    const { lines, telemetry } = recorded();
    const prune = () => Promise.reject(new Error('throttled'));
    await expect(retentionHandler({ telemetry, prune })({}, time(60_000))).rejects.toThrow('throttled');
    expect(lines).toEqual([expect.stringMatching(/^warn .*throttled/), 'end']);
  });
});

import { SNSClient } from '@aws-sdk/client-sns';
import { injectFaults } from './aws-faults.ts';
import { type Answer, type Call, refusedLine, type TopicFaults } from './function-host.ts';

/*
 * The inside of a Lambda container: started by function-host.ts with the name of an entry point. It imports that as
 * Lambda's runtime does, calls its handler with each event, and tells of an error by its name and message only.
 */

type Handler = (event: object, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;

async function load(entry: string): Promise<Handler> {
  const { handler } = (await import(`../../infra/functions/${entry}.lambda.ts`)) as { readonly handler: Handler };
  return handler;
}

/** Every client of SNS that the entry point makes refuses entries of these calls. */
function spoilTopics({ calls, indexes }: TopicFaults): void {
  const spoilt = new WeakSet<SNSClient>();
  const send = SNSClient.prototype.send as (this: SNSClient, ...args: unknown[]) => unknown;
  const spoiling = function (this: SNSClient, ...args: unknown[]): unknown {
    if (!spoilt.has(this)) injectFaults(this).failEntries('PublishBatch', calls, indexes);
    spoilt.add(this);
    const sent = send.apply(this, args) as Promise<{ readonly Failed?: readonly object[] }>;
    sent.then(
      ({ Failed = [] }) => Failed.length > 0 && console.log(refusedLine),
      () => undefined,
    );
    return sent;
  };
  SNSClient.prototype.send = spoiling as SNSClient['send'];
}

async function call(handler: Promise<Handler>, { event, remainingMs }: Call): Promise<Answer> {
  const end = Date.now() + remainingMs;
  try {
    const result = await (await handler)(event, { getRemainingTimeInMillis: () => Math.max(0, end - Date.now()) });
    return { result: result ?? null };
  } catch (error) {
    const known = Error.isError(error) ? error : new Error(String(error));
    return { error: { errorType: known.name, errorMessage: known.message } };
  }
}

const [entry = '', faults] = process.argv.slice(2);
if (faults !== undefined) spoilTopics(JSON.parse(faults) as TopicFaults);
const handler = load(entry);
handler.catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
process.on('disconnect', () => process.exit());
process.on('message', async (message) => {
  const answer = await call(handler, message as Call);
  process.send?.(answer);
});

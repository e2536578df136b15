import { TributaryError } from '../../core/errors.ts';
import type { Queues, ReceivedMessage } from '../ports.ts';

type Access = Pick<Queues, 'counts' | 'receive' | 'send' | 'acknowledge' | 'release'>;
type Edit = Parameters<Queues['redact']>[0];

/** These hold pointers to batches and requests for runs: nothing of any record. */
const pointers = /^(transform\.|settle$|settle\.dead$|monitor$|monitor\.dead$)/;
const atOnce = 10;

const deadLetters = /\.dead$/;

/**
 * Queues.redact on SQS, which cannot change a message: each one is received and, where it changes, its new form is sent
 * before it is removed. Those that stay become visible again, with one receive more: a dry
 * run therefore looks at dead letters alone, where receives do not matter. Topics keep nothing.
 */
export async function redactQueues(access: Access, edit: Edit, dryRun: boolean): ReturnType<Queues['redact']> {
  const found: { readonly place: string; readonly messages: number }[] = [];
  for (const { queue, visible, inFlight } of await access.counts()) {
    if (pointers.test(queue) || visible + inFlight === 0 || (dryRun && !deadLetters.test(queue))) continue;
    const messages = await redactQueue(access, queue, visible + inFlight, edit, dryRun);
    if (messages > 0) found.push({ place: `queue ${queue}`, messages });
  }
  return found;
}

async function redactQueue(access: Access, queue: string, most: number, edit: Edit, dryRun: boolean): Promise<number> {
  const staying: string[] = [];
  let [changed, seen] = [0, 0];
  try {
    // Bounded by what there was: what is sent anew here, and what comes meanwhile, is without the person.
    while (seen < most) {
      const messages = await access.receive(queue, Math.min(atOnce, most - seen), 0);
      if (messages.length === 0) break;
      seen += messages.length;
      for (const message of messages) {
        const after = edit(message);
        if (after !== message.body) changed += 1;
        if (after === message.body || dryRun) staying.push(message.receipt);
        else await replace(access, queue, message, after);
      }
    }
  } finally {
    if (staying.length > 0) await access.release(queue, staying, 0);
  }
  return changed;
}

async function replace(
  access: Access,
  queue: string,
  message: ReceivedMessage,
  body: string | undefined,
): Promise<void> {
  const { id, attributes, receipt } = message;
  const { failed } = body === undefined ? { failed: [] } : await access.send(queue, [{ id, body, attributes }]);
  if (failed.length > 0) {
    const reason = `Queue ${queue} refused a message that was rewritten: ${failed[0]?.reason}. The old one is still there; try again.`;
    throw new TributaryError('PlatformUnavailable', { code: 'redact-refused', message: reason });
  }
  await access.acknowledge(queue, [receipt]);
}

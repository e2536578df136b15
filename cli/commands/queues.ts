import type { Command } from 'commander';
import { redrive } from '../../distributor/redrive.ts';
import { isDeadLetterQueue } from '../../distributor/topics.ts';
import type { QueueCounts } from '../../platform/ports.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { tableLines } from '../output/table.ts';
import { relativeText } from '../output/time-text.ts';
import { withSession } from '../session.ts';
import { queuesSeenBy } from '../subscription/own-subscriptions.ts';
import { unknownName } from '../unknown-name.ts';

/** `queues` and `redrive <queue>`. */
export function addQueues(program: Command, cli: Cli): void {
  action(
    cli,
    addCommand(program, 'queues', {
      summary: 'list queues with what waits in them and their dead letters',
      examples: ['queues'],
      exits: ['notFound'],
    }),
    listQueues,
  );
  const command = addCommand(program, 'redrive', {
    summary: 'move a queue’s dead letters back to it',
    description:
      'Moves messages that failed too often back to the queue they came from; the worker then tries them again. The queues of an ERP hold messages of all tenants.',
    examples: ['redrive transform.demo-odata'],
    exits: ['notFound'],
  }).argument('<queue>', 'the queue itself ("tributary queues")');
  action(cli, command, redriveQueue);
}

async function listQueues(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const all = await platform.queues.counts();
    const counts = await queuesSeenBy(platform.documents, context.environment.tenant, all);
    const queues = counts.filter(({ queue }) => !isDeadLetterQueue(queue));
    const dead = new Map(counts.filter(({ queue }) => isDeadLetterQueue(queue)).map((count) => [count.queue, count]));
    context.answer(counts, () => queueLines(context, queues, dead));
  });
  return undefined;
}

function queueLines(
  { io }: Context,
  queues: readonly QueueCounts[],
  dead: ReadonlyMap<string, QueueCounts>,
): readonly string[] {
  const now = io.clock.now();
  const columns = [
    { title: 'queue', shrink: true },
    { title: 'waiting' },
    { title: 'in work' },
    { title: 'oldest' },
    { title: 'dead letters' },
  ];
  const rows = queues.map(({ queue, visible, inFlight, oldestSentAt }) => {
    const letters = dead.get(`${queue}.dead`);
    const oldest = oldestSentAt === undefined ? '-' : relativeText(oldestSentAt, now);
    return [queue, visible, inFlight, oldest, (letters?.visible ?? 0) + (letters?.inFlight ?? 0)];
  });
  return tableLines(columns, rows, io.columns);
}

async function redriveQueue(context: Context, _options: object, queue: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform, worker }) => {
    const all = await platform.queues.counts();
    const known = (await queuesSeenBy(platform.documents, context.environment.tenant, all))
      .map((count) => count.queue)
      .filter((name) => !isDeadLetterQueue(name));
    if (!known.includes(queue)) throw unknownName('queue', [queue], known);
    const moved = await redrive(platform.queues, queue);
    const waits = worker() ? '' : ' They wait for a worker: "tributary start".';
    context.answer({ queue, moved }, () => [
      moved === 0 ? `Queue ${queue} has no dead letters.` : `Moved ${moved} dead letters back to ${queue}.${waits}`,
    ]);
  });
  return undefined;
}

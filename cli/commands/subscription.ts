import type { Command } from 'commander';
import { allowedHint } from '../../core/did-you-mean.ts';
import { informationTopics } from '../../core/entities.ts';
import type { Problem } from '../../core/problem.ts';
import { notificationKinds, notificationTopic, subscriptionQueue } from '../../core/topic-names.ts';
import {
  listSubscriptions,
  removeSubscription,
  type Subscription,
  addSubscription as subscribe,
} from '../../distributor/subscribe.ts';
import type { Platform, ReceivedMessage } from '../../platform/ports.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { collect, positiveInteger } from '../option-values.ts';
import { eventLine, eventsIn } from '../output/event-lines.ts';
import { tableLines } from '../output/table.ts';
import { ProblemsFound } from '../problems-found.ts';
import { withSession } from '../session.ts';
import { unknownName } from '../unknown-name.ts';

const allowedChanges = ['created', 'updated', 'deleted'];

type AddOptions = {
  readonly topic?: readonly string[];
  readonly connection?: readonly string[];
  readonly change?: readonly string[];
};
type ReadOptions = { readonly max: number };

/** `subscription add|list|remove|read`. */
export function addSubscription(program: Command, cli: Cli): void {
  const group = addGroup(
    program,
    'subscription',
    'make, read and remove subscriptions (queues of a consumer)',
    'read archive',
  );
  const add = addCommand(group, 'add', {
    summary: 'make a subscription: what its topics publish from now on waits in a queue',
    examples: ['subscription add archive --topic information.supplier-invoice --topic notification.run'],
    exits: ['notFound'],
  })
    .argument('<name>', 'its name; the same name again replaces its topics and filter')
    .option('--topic <topic>', 'information.<entity> or notification.<kind>; can be repeated', collect)
    .option('--connection <name>', 'only events of this connection; can be repeated', collect)
    .option('--change <change>', 'only created, updated or deleted entities; can be repeated', collect);
  action(cli, add, addOne);
  action(
    cli,
    addCommand(group, 'list', { summary: 'list subscriptions', examples: ['subscription list'], exits: ['notFound'] }),
    list,
  );
  const remove = addCommand(group, 'remove', {
    summary: 'remove a subscription with all that waits in its queue',
    examples: ['subscription remove archive'],
    exits: ['notFound'],
  }).argument('<name>', 'its name ("tributary subscription list")');
  action(cli, remove, removeOne);
  const read = addCommand(group, 'read', {
    summary: 'take the waiting messages of a subscription and print their events',
    description: 'Prints the events of the messages that wait, and acknowledges them: they do not come again.',
    examples: ['subscription read archive --max 10', 'subscription read archive --json >> archive.ndjson'],
    exits: ['notFound'],
  })
    .argument('<name>', 'its name ("tributary subscription list")')
    .option('--max <n>', 'how many messages at most', positiveInteger, 100);
  action(cli, read, readMessages);
}

async function addOne(context: Context, options: AddOptions, name: string): Promise<undefined> {
  const { topic: topics = [], connection, change } = options;
  checkSubscription(name, topics, change ?? []);
  const filter = { ...(connection ? { connection } : {}), ...(change ? { change } : {}) };
  const subscription: Subscription = {
    name,
    tenants: [context.environment.tenant],
    topics,
    filter,
    target: { kind: 'queue' },
  };
  await withSession(context, {}, async ({ platform }) => {
    const queue = await subscribe(platform, subscription);
    context.answer({ ...subscription, queue }, () => [
      `Subscription ${name} takes ${topics.join(', ')} from now on.`,
      `Next: ${context.next(`subscription read ${name}`)}`,
    ]);
  });
  return undefined;
}

/** Throws NotFound where only topics are unknown, ProblemsFound otherwise, with all that is wrong. */
function checkSubscription(name: string, topics: readonly string[], changes: readonly string[]): void {
  const problems: Problem[] = [];
  const problem = (message: string, hint: string): void =>
    void problems.push({ file: '(command line)', line: 1, column: 1, message, hint });
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
    problem(`"${name}" is no name`, 'Lower-case letters, digits and dashes, starting with a letter, at most 63.');
  if (topics.length === 0) problem('--topic is missing', '"tributary events topics" shows the topics.');
  for (const one of changes.filter((given) => !allowedChanges.includes(given)))
    problem(`--change ${one} is unknown`, allowedHint(one, allowedChanges));
  const known = [...informationTopics, ...notificationKinds.map(notificationTopic)];
  const unknown = topics.filter((topic) => !known.includes(topic));
  if (unknown.length > 0 && problems.length === 0) throw unknownName('topic', unknown, known);
  for (const topic of unknown) problem(`there is no topic "${topic}"`, allowedHint(topic, known));
  if (problems.length > 0) throw new ProblemsFound(problems, 'the subscription was not made.');
}

async function list(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const counts = new Map((await platform.queues.counts()).map(({ queue, visible }) => [queue, visible]));
    const found = (await listSubscriptions(platform.documents)).map((subscription) => ({
      ...subscription,
      waiting: counts.get(subscriptionQueue(subscription.name)) ?? 0,
    }));
    const columns = [
      { title: 'subscription' },
      { title: 'waiting' },
      { title: 'topics', shrink: true },
      { title: 'filter' },
    ];
    const rows = found.map(({ name, waiting, topics, filter }) => [
      name,
      waiting,
      topics.join(', '),
      Object.keys(filter).length === 0 ? '-' : JSON.stringify(filter),
    ]);
    context.answer(found, () =>
      found.length === 0
        ? ['No subscription yet: "tributary subscription add".']
        : tableLines(columns, rows, context.io.columns),
    );
  });
  return undefined;
}

async function removeOne(context: Context, _options: object, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    await demandSubscription(platform, name);
    await removeSubscription(platform, name);
    context.answer({ removed: name }, () => [`Subscription ${name} is removed with all that waited in its queue.`]);
  });
  return undefined;
}

async function readMessages(context: Context, { max }: ReadOptions, name: string): Promise<undefined> {
  const queue = subscriptionQueue(name);
  await withSession(context, {}, async ({ platform }) => {
    await demandSubscription(platform, name);
    let taken = 0;
    while (taken < max) {
      const messages = await platform.queues.receive(queue, Math.min(10, max - taken), 0);
      if (messages.length === 0) break;
      await deliver(context, platform, queue, messages);
      taken += messages.length;
    }
    if (taken === 0) context.say('No message waits.');
  });
  return undefined;
}

/** Acknowledges only what is out: where the output fails, the messages wait for the next reader. */
async function deliver(
  { emit, say, io }: Context,
  { queues }: Platform,
  queue: string,
  messages: readonly ReceivedMessage[],
): Promise<void> {
  const receipts = messages.map((message) => message.receipt);
  try {
    for (const event of messages.flatMap((message) => eventsIn(message.body))) {
      emit(event);
      say(eventLine(event));
    }
    await io.out.delivered();
  } catch (error) {
    await queues.release(queue, receipts, 0);
    throw error;
  }
  await queues.acknowledge(queue, receipts);
}

async function demandSubscription(platform: Platform, name: string): Promise<void> {
  const known = (await listSubscriptions(platform.documents)).map((subscription) => subscription.name);
  if (!known.includes(name)) throw unknownName('subscription', [name], known);
}

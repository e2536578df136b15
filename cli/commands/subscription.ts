import type { Command } from 'commander';
import { allowedHint } from '../../core/did-you-mean.ts';
import { TributaryError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import { subscriptionNamePattern, type Target } from '../../core/subscription.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import { parseYaml } from '../../core/yaml-source.ts';
import { pausedNames } from '../../distributor/deliver/endpoint.ts';
import { removeSubscription } from '../../distributor/subscribe.ts';
import type { Platform, ReceivedMessage } from '../../platform/ports.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { collect, positiveInteger } from '../option-values.ts';
import { eventLine, eventsIn } from '../output/event-lines.ts';
import { tableLines } from '../output/table.ts';
import { ProblemsFound } from '../problems-found.ts';
import { withSession } from '../session.ts';
import { demandKnown } from '../subscription/demand-known.ts';
import { consumerTopics } from '../subscription/known-topics.ts';
import { subscriptionsOf } from '../subscription/own-subscriptions.ts';
import { placeText, storeSubscription } from '../subscription/store-subscription.ts';
import { demandSubscriptionFile } from '../subscription/subscription-source.ts';
import { unknownName } from '../unknown-name.ts';
import { addSubscriptionAccess } from './subscription-access.ts';
import { addSubscriptionState } from './subscription-state.ts';

const allowedChanges = ['created', 'updated', 'deleted'];

type AddOptions = {
  readonly topic?: readonly string[];
  readonly connection?: readonly string[];
  readonly change?: readonly string[];
  readonly webhook?: string;
  readonly folder?: string;
};
type ReadOptions = { readonly max: number };

/** `subscription add|list|remove|read`, and what the files beside this one add. */
export function addSubscription(program: Command, cli: Cli): void {
  const group = addGroup(
    program,
    'subscription',
    'make, look at, pause and remove subscriptions of consumers',
    'read archive',
  );
  const add = addCommand(group, 'add', {
    summary: 'make a subscription: what its topics publish from now on waits in a queue, or is delivered',
    description:
      'Makes a subscription from flags; "subscribe <file>" knows more, such as filters by prefix and number. A webhook gets a secret, printed once.',
    examples: [
      'subscription add archive --topic information.supplier-invoice --topic notification.run',
      'subscription add billing --topic information.customer-invoice --webhook https://billing.example.com/hook',
    ],
    exits: ['notFound'],
  })
    .argument('<name>', 'its name; the same name again replaces its topics and filter')
    .option('--topic <topic>', 'information.<entity> or notification.<kind>; can be repeated', collect)
    .option('--connection <name>', 'only events of this connection; can be repeated', collect)
    .option('--change <change>', 'only created, updated or deleted entities; can be repeated', collect)
    .option('--webhook <url>', 'post each message there, signed')
    .option('--folder <path>', 'write each message as a file there');
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
  addSubscriptionState(group, cli);
  addSubscriptionAccess(group, cli);
}

async function addOne(context: Context, options: AddOptions, name: string): Promise<undefined> {
  const { topic: topics = [], connection, change } = options;
  checkFlags(name, topics, options);
  const filter = { ...(connection ? { connection } : {}), ...(change ? { change } : {}) };
  const given = { name, tenants: [context.environment.tenant], topics, filter, target: targetOf(options) };
  await withSession(context, {}, async (installation) => {
    const source = parseYaml('(command line)', JSON.stringify(given));
    const { exports } = installation.platform;
    await storeSubscription(context, installation, await demandSubscriptionFile(context, exports, source), undefined);
  });
  return undefined;
}

function targetOf({ webhook, folder }: AddOptions): Target {
  if (webhook !== undefined) return { kind: 'webhook', url: webhook };
  return folder === undefined ? { kind: 'queue' } : { kind: 'folder', path: folder };
}

/** Throws NotFound where only topics are unknown, ProblemsFound otherwise, with all that is wrong. */
function checkFlags(name: string, topics: readonly string[], { change = [], webhook, folder }: AddOptions): void {
  const problems: Problem[] = [];
  const problem = (message: string, hint: string): void =>
    void problems.push({ file: '(command line)', line: 1, column: 1, message, hint });
  if (!subscriptionNamePattern.test(name))
    problem(`"${name}" is no name`, 'Lower-case letters, digits and dashes, starting with a letter, at most 63.');
  if (topics.length === 0) problem('--topic is missing', '"tributary events topics" shows the topics.');
  for (const one of change.filter((given) => !allowedChanges.includes(given)))
    problem(`--change ${one} is unknown`, allowedHint(one, allowedChanges));
  if (webhook !== undefined && folder !== undefined)
    problem('--webhook and --folder exclude each other', 'Make two subscriptions.');
  const known = consumerTopics();
  const unknown = topics.filter((topic) => !known.includes(topic));
  if (unknown.length > 0 && problems.length === 0) throw unknownName('topic', unknown, known);
  for (const topic of unknown) problem(`there is no topic "${topic}"`, allowedHint(topic, known));
  if (problems.length > 0) throw new ProblemsFound(problems, 'the subscription was not made.');
}

async function list(context: Context): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const counts = new Map((await platform.queues.counts()).map(({ queue, visible }) => [queue, visible]));
    const paused = await pausedNames(platform.documents);
    const found = (await subscriptionsOf(platform.documents, context.environment.tenant)).map((subscription) => ({
      ...subscription,
      waiting: counts.get(subscriptionQueue(subscription.name)) ?? 0,
      paused: paused.has(subscription.name),
    }));
    const columns = [
      { title: 'subscription' },
      { title: 'target', shrink: true },
      { title: 'waiting' },
      { title: 'topics', shrink: true },
      { title: 'filter', shrink: true },
    ];
    const rows = found.map((one) => [
      one.name,
      `${placeText(one.target)}${one.paused ? ' (paused)' : ''}`,
      one.waiting,
      one.topics.join(', '),
      Object.keys(one.filter).length === 0 ? '-' : JSON.stringify(one.filter),
    ]);
    context.answer(found, () =>
      found.length === 0
        ? ['No subscription yet: "tributary subscription add" or "tributary subscribe <file>".']
        : tableLines(columns, rows, context.io.columns),
    );
  });
  return undefined;
}

async function removeOne(context: Context, _options: object, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    await demandKnown(platform.documents, context.environment.tenant, name);
    await removeSubscription(platform, name);
    context.answer({ removed: name }, () => [`Subscription ${name} is removed with all that waited in its queue.`]);
  });
  return undefined;
}

async function readMessages(context: Context, { max }: ReadOptions, name: string): Promise<undefined> {
  const queue = subscriptionQueue(name);
  await withSession(context, {}, async ({ platform }) => {
    const { target } = await demandKnown(platform.documents, context.environment.tenant, name);
    if (target.kind !== 'queue') throw isDelivered(name, target.kind);
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

function isDelivered(name: string, kind: Target['kind']): TributaryError {
  const message = `Subscription ${name} is delivered to a ${kind}: what is read here would not get there.`;
  return new TributaryError('InvalidInput', { code: 'target-wrong', message });
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

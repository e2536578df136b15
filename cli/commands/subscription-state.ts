import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import { pauseSubscription, resumeSubscription } from '../../distributor/deliver/pause.ts';
import { requestSnapshot } from '../../distributor/snapshot/request.ts';
import { readSnapshot } from '../../distributor/snapshot/snapshots.ts';
import { subscriptionStates } from '../../distributor/subscription-status.ts';
import { listTokens } from '../../distributor/subscription-tokens.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { collect } from '../option-values.ts';
import { withSession } from '../session.ts';
import { demandKnown } from '../subscription/demand-known.ts';
import { followSnapshot } from '../subscription/follow-snapshot.ts';
import { type Shown, shownLines } from '../subscription/shown-lines.ts';

/** `subscription show|pause|resume|snapshot`. */
export function addSubscriptionState(group: Command, cli: Cli): void {
  const name = ['<name>', 'its name ("tributary subscription list")'] as const;
  const show = addCommand(group, 'show', {
    summary: 'show a subscription, what waits for it, and how its endpoint stands',
    examples: ['subscription show archive', 'subscription show archive --json'],
    exits: ['notFound'],
  }).argument(...name);
  action(cli, show, showOne);
  const pause = addCommand(group, 'pause', {
    summary: 'deliver nothing more until "resume"; what comes meanwhile waits',
    examples: ['subscription pause billing --reason "maintenance until noon"'],
    exits: ['notFound'],
  })
    .argument(...name)
    .option('--reason <text>', 'for whoever looks at the status');
  action(cli, pause, pauseOne);
  const resume = addCommand(group, 'resume', {
    summary: 'go on delivering, with all that has waited',
    examples: ['subscription resume billing'],
    exits: ['notFound'],
  }).argument(...name);
  action(cli, resume, resumeOne);
  const snapshot = addCommand(group, 'snapshot', {
    summary: 'send the present state of what it hears into the subscription',
    description:
      'Sends every stored record that the subscription hears and that passes its filter, as events of the type snapshot, among the changes. It goes on when this command ends, and after a crash.',
    examples: ['subscription snapshot archive', 'subscription snapshot archive --entity party --no-wait'],
    exits: ['notFound', 'unsuccessful'],
  })
    .argument(...name)
    .option('--entity <entity>', 'only records of this entity; can be repeated', collect)
    .option('--no-wait', 'ask for it and do not follow it');
  action(cli, snapshot, snapshotOne);
}

async function showOne(context: Context, _options: object, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    await demandKnown(platform.documents, context.environment.tenant, name);
    const states = await subscriptionStates(platform);
    const state = states.find(({ subscription }) => subscription.name === name);
    if (!state) return;
    const snapshot = await readSnapshot(platform.documents, name);
    const tokens = await listTokens(platform.documents, name);
    const shown: Shown = { ...state, snapshot, tokens };
    const { subscription, endpoint, ...counts } = state;
    const queue = subscriptionQueue(name);
    context.answer(
      { ...subscription, queue, ...counts, endpoint, tokensMadeAt: tokens, snapshot: snapshot ?? null },
      () => shownLines(context, shown),
    );
  });
  return undefined;
}

async function pauseOne(context: Context, { reason }: { readonly reason?: string }, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform, services }) => {
    const subscription = await demandKnown(platform.documents, context.environment.tenant, name);
    if (subscription.target.kind === 'queue') throw notDelivered(name);
    const text = reason ?? 'Somebody paused it.';
    const paused = await pauseSubscription({ ...services, ...platform }, subscription, 'operator', text);
    context.answer({ subscription: name, paused: true, changed: paused }, () => [
      `Subscription ${name} is ${paused ? '' : 'already '}paused: what comes waits.`,
      `To go on: ${context.next(`subscription resume ${name}`)}`,
    ]);
  });
  return undefined;
}

function notDelivered(name: string): TributaryError {
  const message = `Subscription ${name} is a queue: its consumer reads it when it likes, so that there is nothing to pause.`;
  return new TributaryError('InvalidInput', { code: 'target-wrong', message });
}

async function resumeOne(context: Context, _options: object, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform, services }) => {
    await demandKnown(platform.documents, context.environment.tenant, name);
    const resumed = await resumeSubscription({ ...services, ...platform }, name);
    context.answer({ subscription: name, paused: false, changed: resumed }, () => [
      resumed ? `Subscription ${name} goes on with all that has waited.` : `Subscription ${name} was not paused.`,
    ]);
  });
  return undefined;
}

type SnapshotOptions = { readonly entity?: readonly string[]; readonly wait: boolean };

async function snapshotOne(
  context: Context,
  { entity, wait }: SnapshotOptions,
  name: string,
): Promise<ExitCode | undefined> {
  return withSession(context, {}, async (installation) => {
    const { platform, services } = installation;
    await demandKnown(platform.documents, context.environment.tenant, name);
    const snapshot = await requestSnapshot({ ...services, ...platform }, name, entity ?? []);
    if (wait) return followSnapshot(context, installation, snapshot);
    context.answer(snapshot, () => [
      `The snapshot begins at ${snapshot.notBefore}. To see how far it is: ${context.next(`subscription show ${name}`)}`,
    ]);
    return undefined;
  });
}

import type { Command } from 'commander';
import { informationTopics } from '../../core/entities.ts';
import { TributaryError } from '../../core/errors.ts';
import { erpSystemTopic, notificationKinds, notificationTopic } from '../../core/topic-names.ts';
import { topicCatalogue } from '../../distributor/topics.ts';
import { listRegistrations } from '../../platform/catalogue.ts';
import type { Message, Platform } from '../../platform/ports.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { type Installation, type Place, placeText, type TopicTail } from '../installation.ts';
import { positiveInteger } from '../option-values.ts';
import { eventLine, eventsIn } from '../output/event-lines.ts';
import { shorten, tableLines } from '../output/table.ts';
import { withSession } from '../session.ts';
import { unknownName } from '../unknown-name.ts';

type TailOptions = { readonly last?: number; readonly follow?: boolean };

const defaultLast = 10;

/** `events tail <topic>` and `events topics`. */
export function addEvents(program: Command, cli: Cli): void {
  const group = addGroup(program, 'events', 'watch what is published on a topic', 'tail notification.run --last 3');
  const tail = addCommand(group, 'tail', {
    summary: 'show the latest events of a topic, then those to come',
    description:
      'Shows the latest 10 events of the tenant on a topic, then those to come until Ctrl-C. With --last it ends after those, unless --follow is given too. Topics on AWS keep no history: there only new events are shown, with --last that many. With --json, each event is one line.',
    examples: [
      'events tail information.party',
      'events tail notification.run --last 3',
      'events tail information.supplier-invoice --last 1 --json',
    ],
    exits: ['notFound'],
  })
    .argument('<topic>', 'information.<entity>, notification.<kind> or erp-system.<connector>')
    .option('--last <n>', 'how many events to begin with', positiveInteger)
    .option('--follow', 'go on with new events until Ctrl-C')
    .option('--no-follow', 'end after the latest events');
  action(cli, tail, tailTopic);
  const list = addCommand(group, 'topics', {
    summary: 'list the topics and what they carry',
    examples: ['events topics'],
    opensNothing: true,
  });
  action(cli, list, listTopics);
}

async function listTopics(context: Context): Promise<undefined> {
  const columns = [{ title: 'topic' }, { title: 'carries', shrink: true }];
  context.answer(topicCatalogue, () =>
    tableLines(
      columns,
      topicCatalogue.map(({ topic, carries }) => [topic, carries]),
      context.io.columns,
    ),
  );
  return undefined;
}

async function tailTopic(context: Context, { last, follow }: TailOptions, topic: string): Promise<undefined> {
  await withSession(context, {}, async (installation) => {
    const topics = await topicsOf(installation.platform);
    if (!topics.includes(topic)) throw unknownName('topic', [topic], topics);
    if (follow === false && installation.place.kind === 'stage') throw nothingToShow(installation.place);
    const following = follow ?? last === undefined;
    // Asked for once, and before anything is made: from then on an interruption ends the command in an orderly way.
    const signal = following || installation.place.kind === 'stage' ? context.io.signal : undefined;
    const tail = await installation.tail(topic, context.environment.tenant, last ?? defaultLast);
    try {
      if (tail.latest) showLatest(context, tail.latest, last ?? defaultLast);
      else sayNoHistory(context, installation, following ? undefined : last);
      if (signal) await showNew(context, tail, signal, following ? undefined : last);
    } finally {
      await tail.close();
    }
  });
  return undefined;
}

function nothingToShow(place: Place): TributaryError {
  const message = `Topics of ${placeText(place)} keep no history, so that --no-follow would show nothing: leave it out; --last <n> alone ends after the next n.`;
  return new TributaryError('InvalidInput', { code: 'no-history', message });
}

/** Until the signal, or until so many events have come. */
async function showNew(context: Context, tail: TopicTail, signal: AbortSignal, limit = Infinity): Promise<void> {
  for (let shown = 0; shown < limit && !signal.aborted; ) {
    const events = (await tail.next(signal)).flatMap((message) => eventsIn(message.body)).slice(0, limit - shown);
    showEvents(context, events);
    shown += events.length;
    // Waited for, so that a reader that has gone away (`head`) ends the command in an orderly way too.
    await context.io.out.flush();
  }
}

function sayNoHistory({ warn }: Context, { place }: Installation, next: number | undefined): void {
  const what =
    next === undefined
      ? 'new events are shown until Ctrl-C'
      : next === 1
        ? 'the next event is shown'
        : `the next ${next} events are shown`;
  warn(`Topics of ${placeText(place)} keep no history: ${what}.`);
}

async function topicsOf(platform: Platform): Promise<readonly string[]> {
  return [
    ...informationTopics,
    ...notificationKinds.map(notificationTopic),
    ...(await listRegistrations(platform)).map(({ connector }) => erpSystemTopic(connector)),
  ];
}

/** A message holds up to some hundred events, so that the last n events are in the last n messages. */
function showLatest(context: Context, messages: readonly Message[], last: number): void {
  showEvents(context, messages.flatMap((message) => eventsIn(message.body)).slice(-last));
}

function showEvents({ emit, say, io }: Context, events: readonly object[]): void {
  for (const event of events) {
    emit(event);
    say(io.isTTY ? shorten(eventLine(event), io.columns) : eventLine(event));
  }
}

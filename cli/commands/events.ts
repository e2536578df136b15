import type { Command } from 'commander';
import { entitySchemas } from '../../core/entities.ts';
import { erpSystemTopic, informationTopic, notificationKinds, notificationTopic } from '../../core/topic-names.ts';
import { topicCatalogue } from '../../distributor/topics.ts';
import { listRegistrations } from '../../platform/catalogue.ts';
import type { EmbeddedPlatform } from '../../platform/embedded/platform.ts';
import type { TopicMessage } from '../../platform/embedded/topics.ts';
import { action, addCommand, addGroup, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { positiveInteger } from '../option-values.ts';
import { eventLine, eventsIn } from '../output/event-lines.ts';
import { shorten, tableLines } from '../output/table.ts';
import { withSession } from '../session.ts';
import { unknownName } from '../unknown-name.ts';

type TailOptions = { readonly last?: number; readonly follow?: boolean };

const defaultLast = 10;
const pollMs = 500;

/** `events tail <topic>` and `events topics`. */
export function addEvents(program: Command, cli: Cli): void {
  const group = addGroup(program, 'events', 'watch what is published on a topic', 'tail notification.run --last 3');
  const tail = addCommand(group, 'tail', {
    summary: 'show the latest events of a topic, then those to come',
    description:
      'Shows the latest 10 events of a topic, then those to come until Ctrl-C. With --last it ends after those, unless --follow is given too. With --json, each event is one line.',
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
  await withSession(context, {}, async ({ platform }) => {
    const topics = await topicsOf(platform);
    if (!topics.includes(topic)) throw unknownName('topic', [topic], topics);
    let after = await showLatest(context, platform, topic, last ?? defaultLast);
    if (!(follow ?? last === undefined)) return;
    // Asked for once: from then on an interruption ends the command in an orderly way.
    const { signal } = context.io;
    while (!signal.aborted) {
      const messages = await platform.topics.history(topic, { after });
      for (const message of messages) showMessage(context, eventsIn(message.body));
      after = messages.at(-1)?.sequence ?? after;
      if (messages.length === 0) await platform.clock.sleep(pollMs, signal).catch(() => undefined);
    }
  });
  return undefined;
}

async function topicsOf(platform: EmbeddedPlatform): Promise<readonly string[]> {
  return [
    ...Object.keys(entitySchemas).map(informationTopic),
    ...notificationKinds.map(notificationTopic),
    ...(await listRegistrations(platform)).map(({ connector }) => erpSystemTopic(connector)),
  ];
}

/** A message holds up to some hundred events, so that the last n events are in the last n messages. Gives the last sequence. */
async function showLatest(context: Context, platform: EmbeddedPlatform, topic: string, last: number): Promise<number> {
  const messages: readonly TopicMessage[] = await platform.topics.history(topic, { last });
  showMessage(context, messages.flatMap((message) => eventsIn(message.body)).slice(-last));
  return messages.at(-1)?.sequence ?? 0;
}

function showMessage({ emit, say, io }: Context, events: readonly object[]): void {
  for (const event of events) {
    emit(event);
    say(io.isTTY ? shorten(eventLine(event), io.columns) : eventLine(event));
  }
}

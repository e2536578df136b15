import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { emulatorRegion } from '../support/emulator.ts';
import { whyNoPython } from '../support/python-tool.ts';
import { openStageCommands, type StageCommands } from '../support/stage-commands.ts';
import { until } from '../support/until.ts';

const reason = whyNoPython();
const describeHere = reason === undefined ? describe : describe.skip;

describeHere(reason ?? 'topics and queues of a stage', () => {
  let commands: StageCommands;
  beforeAll(async () => {
    commands = await openStageCommands(['information.party', 'notification.run']);
  }, 300_000);
  afterAll(() => commands?.close());

  const start: StageCommands['start'] = (...given) => commands.start(...given);
  const on: StageCommands['on'] = (...argv) => commands.on(...argv);
  const answer: StageCommands['answer'] = (...argv) => commands.answer(...argv);
  const publish = async (id: string): Promise<void> => {
    const attributes = { tenant: 'default', connection: 'acme', entity: 'party', change: 'created' };
    const body = JSON.stringify([{ specversion: '1.0', id, type: 'tributary.party.created', entity: 'party' }]);
    const { failed } = await commands.platform.topics.publish('information.party', [{ id, body, attributes }]);
    expect(failed).toEqual([]);
  };
  const queues = async (): Promise<readonly string[]> => {
    const { QueueUrls = [] } = await new SQSClient(clientOptions(emulatorRegion)).send(new ListQueuesCommand({}));
    return QueueUrls.map((url) => url.split('/').at(-1) ?? '').filter((name) => name.includes('tail'));
  };

  test('what is published after the subscription waits in its queue, once', async () => {
    await answer('subscription', 'add', 'archive', '--topic', 'information.party');
    expect(await answer('subscription', 'list')).toMatchObject([{ name: 'archive', waiting: 0 }]);
    await publish('one');
    expect((await on('queues')).stdout).toMatch(/^subscription\.archive +1 +0 /m);
    expect(await answer('subscription', 'read', 'archive')).toMatchObject({ id: 'one' });
    expect((await on('subscription', 'read', 'archive')).stdout).toBe('No message waits.\n');
  });

  test('tail shows the next events, ends after as many, and leaves no queue', async () => {
    const command = start(['events', 'tail', 'information.party', '--stage', 'dev', '--last', '1', '--json']);
    const line = 'Topics of stage dev in eu-north-1 keep no history: the next event is shown.\n';
    await until('the tail to listen', () => command.output().includes(line));
    expect(await queues()).toHaveLength(2);
    await publish('two');
    const { code, stdout, stderr } = await command.finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: line });
    expect(JSON.parse(stdout)).toMatchObject({ id: 'two' });
    expect(await queues()).toEqual([]);
  });

  test('Ctrl-C ends a tail in an orderly way', async () => {
    const command = start(['events', 'tail', 'notification.run', '--stage', 'dev']);
    await until('the tail to listen', () => command.output().includes('new events are shown until Ctrl-C'));
    command.child.kill('SIGINT');
    expect((await command.finished).code).toBe(0);
    expect(await queues()).toEqual([]);
  });

  test('so does a reader that goes away', async () => {
    const command = start(['events', 'tail', 'information.party', '--stage', 'dev']);
    await until('the tail to listen', () => command.output().includes('new events are shown until Ctrl-C'));
    command.child.stdout?.destroy();
    const finished = until('the end of the command', () => command.child.exitCode !== null);
    // The first write may still go into the pipe.
    for (const id of ['three', 'four']) await publish(id);
    await finished;
    expect(await queues()).toEqual([]);
  });

  test.each([
    ['events tail information.party --no-follow', 2, /keep no history/],
    ['events tail information.partys', 3, /Did you mean "information\.party"\?/],
    ['subscription read nothing', 3, /There is no subscription "nothing"/],
    ['redrive nothing', 3, /There is no queue "nothing"/],
    ['run nothing', 3, /There is no connection "nothing"/],
  ] as const)('%s ends with %d', async (line, code, message) => {
    const finished = await on(...line.split(' '));
    expect(finished.code).toBe(code);
    expect(finished.stderr).toMatch(message);
    expect(await queues()).toEqual([]);
  });

  test('dead letters are moved back, at once for AWS to work on', async () => {
    await commands.platform.queues.send('subscription.archive.dead', [{ id: 'd', body: '[]', attributes: {} }]);
    const { code, stdout } = await on('redrive', 'subscription.archive');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Moved 1 dead letters back to subscription.archive.\n' });
  });
});

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, startApi } from '../../api/server.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { addToken } from '../../distributor/subscription-tokens.ts';
import { checkEvent } from '../../sdk/src/check-event.ts';
import { projectEvent } from '../sdk/sdk-events.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { hostNode, installSdk, type UserFolder, userEnvironment } from '../support/sdk-package.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const byName = (lines: readonly Line[]): readonly (readonly [string, Line])[] =>
  lines.map((line) => [`${line.entity} ${line.subject}`, line]);

const digests = (entries: Iterable<readonly [string, { readonly digest?: string }]>): ReadonlyMap<string, unknown> =>
  new Map([...entries].map(([name, { digest }]) => [name, digest]));

/** A user's program: tells what it applies, and fails one event once. */
const program = `
import { consume, type ConsumerEvent, ConsumerError } from '@tributary/consumer';
import type { SupplierInvoice } from '@tributary/consumer/entities/supplier-invoice';
import { fileState } from '@tributary/consumer/file-state';

const [url = '', token = '', mode = ''] = process.argv.slice(2);
const say = (value: object): void => void process.stdout.write(JSON.stringify(value) + '\\n');
let isBroken = mode === 'fails-once';

async function take(event: ConsumerEvent, { change, receiveCount }: { change?: string | undefined; receiveCount: number }): Promise<void> {
  if (event.entity === undefined) throw new Error('no notification was asked for');
  if (isBroken && event.entity === 'supplier-invoice') {
    isBroken = false;
    throw new Error('not now');
  }
  const { entity, subject, revision, digest, id } = event;
  const total = entity === 'supplier-invoice' ? (event.data as SupplierInvoice | undefined)?.currency : undefined;
  say({ entity, subject, revision, digest, id, change, receiveCount, total });
}

const consumer = consume({
  url,
  token,
  subscription: 'archive',
  state: fileState('state.ndjson'),
  concurrency: 4,
  retry: { firstMs: 200, mostMs: 1_000 },
  onError: (failure) => say({
    failed: failure.kind,
    code: failure.error instanceof ConsumerError ? failure.error.code : undefined,
    id: failure.kind === 'event' ? failure.event.id : undefined,
  }),
}, take);
process.once('SIGTERM', () => consumer.stop());
say({ version: process.version });
if (mode === 'snapshot') say(await consumer.snapshot());
await consumer.done;
say({ stopped: true });
process.exit(0);
`;

/** What the package takes and what it refuses of a batch on standard input. */
const checkProgram = `
import { text } from 'node:stream/consumers';
import { handleSqsEvent } from '@tributary/consumer/sqs';

const taken: string[] = [];
const failed: string[] = [];
const handle = handleSqsEvent((event) => void taken.push(event.id), {
  onError: (failure) => {
    if (failure.kind === 'invalid') failed.push((failure.event as { readonly id: string }).id);
  },
});
await handle({ Records: [{ messageId: 'm', body: await text(process.stdin) }] });
console.log(JSON.stringify({ taken, failed }));
`;

type Line = {
  readonly version?: string;
  readonly failed?: string;
  readonly entity?: string;
  readonly subject?: string;
  readonly revision?: string;
  readonly digest?: string;
  readonly id?: string;
  readonly change?: string;
  readonly receiveCount?: number;
  readonly stopped?: boolean;
};

type Running = { readonly lines: Line[]; readonly applied: () => readonly Line[]; stop(): Promise<void> };

let scratch: ReturnType<typeof temporaryDirectory>;
let user: UserFolder;
beforeAll(() => {
  scratch = temporaryDirectory();
  user = installSdk(scratch.path);
}, 180_000);
afterAll(() => scratch.remove());

test('the package brings what it needs, and no sources', () => {
  const installed = `${user.path}/node_modules`;
  expect(readdirSync(installed).filter((name) => !name.startsWith('.'))).toEqual(['@tributary']);
  const files = readdirSync(`${installed}/@tributary/consumer`, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'dist/third-party-licences.txt']));
  const versions = ['package.json', 'sdk/package.json'].map((file) => JSON.parse(readFileSync(file, 'utf8')).version);
  expect(versions[0]).toBe(versions[1]);
});

test('the examples of its README compile', () => {
  const examples = [...readFileSync('sdk/README.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)];
  expect(examples.length).toBe(4);
  for (const [index, [, text = '']] of examples.entries()) user.compile(`example-${index}`, text);
}, 120_000);

test('what is shipped checks as the schemas do, on every example of every entity', () => {
  const code = user.compile('check', checkProgram);
  const folder = 'schemas/entities/examples';
  const events = readdirSync(folder).flatMap((file) => {
    const entity = file.replace(/\..*/, '');
    const examples = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Record<string, object>;
    return Object.entries(examples).map(([name, data]) => {
      const own = {
        entity,
        type: `tributary.information.${entity}.created`,
        data: { ...data, custom: { own: 1 } },
      };
      return projectEvent(`${file} ${name}`, 1, own);
    });
  });
  const refused = events.filter((event) => {
    const checked = checkEvent(event, 'strict');
    return checked.kind === 'invalid' || checked.problem() !== undefined;
  });
  expect(refused.length).toBeGreaterThan(0);
  expect(events.length - refused.length).toBeGreaterThan(refused.length / 4);
  const input = JSON.stringify(events);
  const out = execFileSync(hostNode(), [code], { encoding: 'utf8', input, env: userEnvironment() });
  const told = JSON.parse(out) as { readonly failed: readonly string[]; readonly taken: readonly string[] };
  expect(told.failed.toSorted()).toEqual(refused.map(({ id }) => id).toSorted());
  expect(told.taken).toHaveLength(events.length - refused.length);
}, 120_000);

describe('a program of a user against the pipeline, over HTTP', () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let erp: ErpSimulator;
  let pipeline: Pipeline;
  let api: Api;
  let token: string;
  let script: string;
  let children: ChildProcess[] = [];

  beforeEach(async () => {
    script = user.compile('program', program);
    home = temporaryDirectory();
    erp = await startErpSimulator({ rows: { businessPartners: 40, projects: 10, supplierInvoices: 60 } });
    pipeline = await openPipeline({ home: home.path, erp: erp.url });
    const { platform, services } = pipeline.embedded;
    api = await startApi({ ...services, onFailure: () => undefined }, 0);
    const topics = ['information.party', 'information.project', 'information.supplier-invoice'];
    const target = { kind: 'queue', visibility: '60s' } as const;
    await addSubscription(platform, { name: 'archive', tenants: ['default'], topics, filter: {}, target });
    token = await addToken(platform, 'archive');
  }, 120_000);
  afterEach(async () => {
    for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    children = [];
    await api.close();
    await pipeline.close();
    await erp.stop();
    home.remove();
  });

  function run(mode = ''): Running {
    const child = spawn(hostNode(), [script, api.url, token, mode], { cwd: user.path, env: userEnvironment() });
    children.push(child);
    const lines: Line[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line));
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    const stop = async (): Promise<void> => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'close');
      expect({ code: child.exitCode, errors }).toEqual({ code: 0, errors: '' });
    };
    return { lines, applied: () => lines.filter(({ entity }) => entity !== undefined), stop };
  }

  const emptied = (): Promise<boolean> =>
    until('an empty queue', async () => {
      const counts = await pipeline.embedded.platform.queues.counts();
      const own = counts.find(({ queue }) => queue === subscriptionQueue('archive'));
      return own?.visible === 0 && own.inFlight === 0;
    });

  test('it sees every change once; what fails once comes again alone; a restart repeats nothing', async () => {
    await pipeline.run();
    const events = await pipeline.events();
    const first = run('fails-once');
    await until('all events', () => first.applied().length >= events.length);
    await emptied();
    await first.stop();
    expect(first.lines[0]?.version).toBe(execFileSync(hostNode(), ['--version'], { encoding: 'utf8' }).trim());
    expect(
      first
        .applied()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(events.map(({ id }) => id).toSorted());
    const failed = first.lines.filter((line) => line.failed !== undefined);
    expect(failed).toMatchObject([{ failed: 'event' }]);
    const again = first.applied().filter(({ receiveCount }) => receiveCount !== 1);
    expect(again.map(({ id }) => id)).toEqual([failed[0]?.id]);

    // Everything once more, as a publisher that crashed would; and real changes.
    for (const topic of ['information.party', 'information.supplier-invoice'])
      for (const { id, body, attributes } of await pipeline.embedded.platform.topics.history(topic, { last: 1_000 }))
        await pipeline.embedded.platform.topics.publish(topic, [{ id: `again-${id}`, body, attributes }]);
    erp.mutate({ create: 5, change: 9, seed: 3 });
    await pipeline.run();
    const second = run();
    const seen = new Set(first.applied().map(({ id }) => id));
    const newer = new Set((await pipeline.events()).map(({ id }) => id).filter((id) => !seen.has(id)));
    await until('the newer events', () => second.applied().length >= newer.size);
    await emptied();
    await second.stop();
    expect(new Set(second.applied().map(({ id }) => id))).toEqual(newer);
    expect(second.applied()).toHaveLength(newer.size);

    const stored = digests((await pipeline.entities()).entries());
    expect(digests(byName([...first.applied(), ...second.applied()]))).toEqual(stored);

    // Whoever has forgotten everything asks for a snapshot.
    rmSync(`${user.path}/state.ndjson`);
    const anew = run('snapshot');
    await until('the snapshot', () => anew.applied().length >= stored.size, 60_000);
    await emptied();
    await anew.stop();
    expect(new Set(anew.applied().map(({ change }) => change))).toEqual(new Set(['snapshot']));
    expect(anew.applied()).toHaveLength(stored.size);
    expect(digests(byName(anew.applied()))).toEqual(stored);
  }, 180_000);
});

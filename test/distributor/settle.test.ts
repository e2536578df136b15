import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mostStreams, stateLimit } from '../../core/execution-budget.ts';
import { connectionLease, leaseMs, type RunKey } from '../../core/run.ts';
import { commit } from '../../distributor/commit.ts';
import { beginSettle, type StreamRead } from '../../distributor/settle.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { putConnection } from '../../platform/catalogue.ts';
import { plan } from '../../transformer/plan.ts';
import { addConnector, catalogueFolder } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const request = { tenant: 't', connection: 'c', trigger: 'manual', mode: 'full', streams: [] } as const;
let home: ReturnType<typeof temporaryDirectory>;
let embedded: Embedded;
let run: RunKey;
let started: { readonly name: string; readonly input: object }[];
let completed: object[];

const services = (): Embedded['services'] => ({
  ...embedded.services,
  executions: {
    ...embedded.platform.executions,
    start: async (_connector, name, input) => {
      started.push({ name, input });
      return name;
    },
    succeedTask: async (_token, output) => completed.push(output) > 0,
  },
});

beforeEach(async () => {
  home = temporaryDirectory();
  [started, completed] = [[], []];
  embedded = await openEmbedded({ home: home.path });
  await addConnector(embedded, join(catalogueFolder, 'demo-odata'));
  await putConnection(embedded.platform, {
    ...{ tenant: 't', name: 'c', connector: 'demo-odata', parameters: {}, paused: false },
  });
  const planned = await plan(embedded.services, 'e1', request);
  if (!planned.run) throw new Error(planned.reason);
  run = planned.run;
});

afterEach(async () => {
  await embedded.close();
  home.remove();
});

const reads = (projects: Partial<StreamRead>): StreamRead[] => [
  { stream: 'business-partners', ok: true },
  { stream: 'projects', ok: true, ...projects },
];
const later = reads({ ok: false, later: true });
const leaseIsFree = async (): Promise<boolean> =>
  (await embedded.platform.coordination.acquire(connectionLease('t', 'c'), 'test', leaseMs)).ok;

describe('Settle', () => {
  test('hands the run on where a stream is to be read later', async () => {
    await beginSettle(services(), 'e1', run, later, 'token');
    expect(completed).toEqual([{ outcome: 'continued' }]);
    expect(started).toMatchObject([{ input: { connection: 'c', trigger: 'resume', mode: 'full' } }]);
    expect((await embedded.platform.ledger.run(run))?.status).toBe('running');
    expect(await leaseIsFree()).toBe(true);
  });

  test('starts one execution, however often it is asked', async () => {
    await beginSettle(services(), 'e1', run, later, 'token');
    await beginSettle(services(), 'e1', run, later, 'another token');
    expect(new Set(started.map(({ name }) => name)).size).toBe(1);
    await embedded.platform.ledger.openRun(
      { ...request, connector: 'demo-odata', registration: 1, streams: ['projects'] },
      'e2',
      { lease: connectionLease('t', 'c'), token: await nextToken() },
    );
    await beginSettle(services(), 'e2', run, later, 'token');
    expect(new Set(started.map(({ name }) => name)).size).toBe(2);
  });

  test('settles where nothing is to be read later', async () => {
    await beginSettle(services(), 'e1', run, reads({}), 'token');
    expect(completed).toEqual([{ outcome: 'settled' }]);
    expect(started).toEqual([]);
  });
});

async function nextToken(): Promise<number> {
  const lease = await embedded.platform.coordination.acquire(connectionLease('t', 'c'), 'e2', leaseMs);
  return lease.fence.token;
}

describe('Commit', () => {
  test('names what is not settled, and gives the machine little of it', async () => {
    const error = { Error: 'ErpRejected', Cause: 'The ERP refuses. [erp-forbidden]' };
    const output = await commit(embedded.services, 'e1', run, reads({ ok: false, error }));
    expect(output).toEqual({
      status: 'failed',
      streams: [
        {
          ...{ stream: 'business-partners', ok: false, records: 0 },
          reason: 'NotSettled: Stream business-partners was not read to its end.',
        },
        { stream: 'projects', ok: false, records: 0, reason: 'ErpRejected: The ERP refuses.' },
      ],
    });
    expect((await embedded.platform.ledger.run(run))?.results?.[1]?.error).toEqual({
      ...{ name: 'ErpRejected', code: 'erp-forbidden', message: 'The ERP refuses.' },
    });
    expect(await commit(embedded.services, 'e1', run, [])).toEqual(output);
  });

  test('fits a state also where every one of the most streams fails', async () => {
    const streams = Array.from({ length: mostStreams }, (_, index) => `s-${index}`.padEnd(63, 'x'));
    const error = { Error: 'CredentialsRejected', Cause: `The "ERP" is ${'very '.repeat(400)}sorry. [code]` };
    const many = streams.map((stream): StreamRead => ({ stream, ok: false, error }));
    const output = await commit(embedded.services, 'e1', run, many);
    expect(output.streams).toHaveLength(mostStreams);
    expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(stateLimit);
  });
});

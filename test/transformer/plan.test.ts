import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compileArtefact } from '../../core/connector/artefact.ts';
import { firstVisit, mostStreams } from '../../core/execution-budget.ts';
import { connectionLease, leaseMs, type Manifest } from '../../core/run.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { getArtefact, getPlan, getRegistration, putConnection, registerConnector } from '../../platform/catalogue.ts';
import { type PlanRequest, plan } from '../../transformer/plan.ts';
import { addConnector, catalogueFolder, threeStreams } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const connection = {
  ...{ tenant: 't', name: 'c', connector: 'demo-odata', parameters: {}, paused: false },
  streams: threeStreams,
};
const request: PlanRequest = { tenant: 't', connection: 'c', trigger: 'schedule', mode: 'incremental', streams: [] };
let home: ReturnType<typeof temporaryDirectory>;
let embedded: Embedded;

beforeEach(async () => {
  home = temporaryDirectory();
  embedded = await openEmbedded({ home: home.path });
  await addConnector(embedded, join(catalogueFolder, 'demo-odata'));
  await putConnection(embedded.platform, connection);
});

afterEach(async () => {
  await embedded.close();
  home.remove();
});

const leaseIsFree = async (): Promise<boolean> =>
  (await embedded.platform.coordination.acquire(connectionLease('t', 'c'), 'test', leaseMs)).ok;

describe('plan', () => {
  test('opens run 1 with all streams, and keeps which fields the mapping needs', async () => {
    const output = await plan(embedded.services, 'e1', request);
    expect(output).toEqual({
      outcome: 'planned',
      reason: '',
      run: { tenant: 't', connection: 'c', run: 1 },
      streams: ['business-partners', 'projects', 'supplier-invoices'].map((name) => ({ name, visit: firstVisit(3) })),
    });
    const { streams } = await getPlan(embedded.platform, { tenant: 't', connection: 'c', run: 1 });
    expect(streams['projects']?.watermark).toBeUndefined();
    expect(streams['projects']?.fields).toEqual(
      expect.arrayContaining(['Project', 'LastChangeDateTime', 'BudgetAmount']),
    );
    // Brought by $expand; OData refuses it in $select.
    expect(streams['supplier-invoices']?.fields).not.toContain('to_Item');
  });

  test('lookups may lag only where the run before ended minutes ago', async () => {
    const { services, platform } = embedded;
    const planned = async (execution: string, minutes: number): Promise<boolean> => {
      const now = new Date(Date.now() + minutes * 60_000);
      const { run } = await plan({ ...services, clock: { ...platform.clock, now: () => now } }, execution, request);
      if (!run) throw new Error('not planned');
      const { streams } = await getPlan(platform, run);
      const open = await platform.ledger.run(run);
      await platform.ledger.closeRun(run, { status: 'succeeded', results: [] }, open?.fence ?? { lease: '', token: 0 });
      await platform.coordination.release(open?.fence ?? { lease: '', token: 0 });
      return streams['projects']?.mayLag === true;
    };
    expect(await planned('e1', 0)).toBe(true);
    expect(await planned('e2', 4)).toBe(false);
    expect(await planned('e3', 6)).toBe(true);
  });

  test('continues an open run in a new execution, with the plan it began with', async () => {
    await plan(embedded.services, 'e1', request);
    const again = await plan(embedded.services, 'e2', { ...request, mode: 'full', streams: ['projects'] });
    expect(again.run).toEqual({ tenant: 't', connection: 'c', run: 1 });
    expect(again.streams).toHaveLength(3);
    const run = await embedded.platform.ledger.run({ tenant: 't', connection: 'c', run: 1 });
    expect(run).toMatchObject({ mode: 'incremental', executions: ['e1', 'e2'], fence: { token: 2 } });
  });

  test('skips while another execution runs, and a paused connection unless it is asked for by hand', async () => {
    await embedded.platform.executions.start('demo-odata', 't.c.running', { ...request, connection: 'none' });
    await embedded.platform.coordination.acquire(connectionLease('t', 'c'), 't.c.running', leaseMs);
    expect(await plan(embedded.services, 'e1', request)).toMatchObject({
      outcome: 'skipped',
      reason: 'another run of c is under way',
    });
    await embedded.platform.executions.stop('t.c.running', 'test');
    await putConnection(embedded.platform, { ...connection, paused: true });
    expect(await plan(embedded.services, 'e1', request)).toMatchObject({
      outcome: 'skipped',
      reason: 'connection c is paused',
    });
    expect(await plan(embedded.services, 'e1', { ...request, trigger: 'manual' })).toMatchObject({
      outcome: 'planned',
    });
  });

  test('reads the streams asked for, else those of the connection', async () => {
    await putConnection(embedded.platform, { ...connection, streams: ['projects', 'business-partners'] });
    expect((await plan(embedded.services, 'e1', request)).streams).toEqual([
      { name: 'business-partners', visit: firstVisit(2) },
      { name: 'projects', visit: firstVisit(2) },
    ]);
  });

  test('a stream that does not exist is named with those that do, and the lease is free again', async () => {
    const planning = plan(embedded.services, 'e1', { ...request, streams: ['invoices'] });
    await expect(planning).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'stream-unknown',
      message: expect.stringMatching(
        /^Connector demo-odata has no stream "invoices"; it has business-partners, projects, .*journal-entries\.$/,
      ),
    });
    expect(await leaseIsFree()).toBe(true);
  });

  test('gives each stream its share of the visits of an execution', async () => {
    const { streams } = await plan({ ...embedded.services, visitsPerExecution: 12 }, 'e1', request);
    expect(streams.map(({ visit }) => [visit.number, visit.of])).toEqual([
      [1, 4],
      [1, 4],
      [1, 4],
    ]);
  });

  test('more streams than one run can read are refused, with what to do', async () => {
    const { platform } = embedded;
    const { digest } = await getRegistration(platform, 'demo-odata');
    const { definition, schemas, mappings } = await getArtefact(platform, digest);
    const [stream] = Object.values(definition.streams);
    if (!stream) throw new Error('no stream');
    const names = Array.from({ length: mostStreams + 1 }, (_, index) => [`s-${index}`, stream] as const);
    const many = { definition: { ...definition, streams: Object.fromEntries(names) }, schemas, mappings };
    await registerConnector(platform, compileArtefact(many), new Date());
    const { streams: _three, ...ofAll } = connection;
    await putConnection(platform, ofAll);
    await expect(plan(embedded.services, 'e1', request)).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'too-many-streams',
      message: expect.stringContaining('reads 401 streams; 400 are the most'),
    });
    expect(await leaseIsFree()).toBe(true);
  });

  test('unchanged records are touched after a run that left batches behind, and only in its stream', async () => {
    const { ledger } = embedded.platform;
    await plan(embedded.services, 'e1', request);
    const key = { tenant: 't', connection: 'c', run: 1 };
    const run = await ledger.run(key);
    if (!run) throw new Error('no run');
    const at = { batches: 1, records: 1, pages: 1, done: true, startedAt: '', updatedAt: '' };
    const manifest: Manifest = {
      ...{ ...key, stream: 'projects', batch: 1, id: 'b', count: 1, digest: 'd', blob: 'raw/b', bytes: 1 },
      ...{ declaredAt: '', publishes: 0 },
    };
    await ledger.declare(run, 'projects', [manifest], at, run.fence);
    await ledger.closeRun(run, { status: 'failed', results: [] }, run.fence);
    await embedded.platform.coordination.release(run.fence);

    await plan(embedded.services, 'e2', request);
    const { streams } = await getPlan(embedded.platform, { ...key, run: 2 });
    expect(Object.entries(streams).map(([name, { touch }]) => [name, touch])).toEqual([
      ['business-partners', undefined],
      ['projects', true],
      ['supplier-invoices', undefined],
    ]);
  });

  test('a connection that does not exist is named', async () => {
    await expect(plan(embedded.services, 'e1', { ...request, connection: 'x' })).rejects.toMatchObject({
      name: 'NotFound',
      code: 'connection-unknown',
    });
  });
});

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Run } from '../../core/run.ts';
import { failRun } from '../../distributor/fail-run.ts';
import { sweep } from '../../distributor/sweep.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { putConnection } from '../../platform/catalogue.ts';
import { plan } from '../../transformer/plan.ts';
import { addConnector, catalogueFolder, threeStreams } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const request = {
  tenant: 't',
  connection: 'c',
  connector: 'demo-odata',
  trigger: 'manual',
  mode: 'incremental',
  streams: [],
} as const;
let home: ReturnType<typeof temporaryDirectory>;
let embedded: Embedded;
let started: object[];

/** The services with an executions port that starts nothing, and remembers what it was asked to start. */
const services = (): Embedded['services'] => ({
  ...embedded.services,
  executions: {
    ...embedded.platform.executions,
    start: async (_connector, id, input) => {
      started.push(input);
      return id;
    },
  },
});

beforeEach(async () => {
  home = temporaryDirectory();
  started = [];
  embedded = await openEmbedded({ home: home.path });
  await addConnector(embedded, join(catalogueFolder, 'demo-odata'));
  await putConnection(embedded.platform, {
    tenant: 't',
    name: 'c',
    connector: 'demo-odata',
    parameters: {},
    streams: threeStreams,
    paused: false,
  });
});

afterEach(async () => {
  await embedded.close();
  home.remove();
});

const lastRun = async (): Promise<Run | undefined> => (await embedded.platform.ledger.runs('t', 'c', 1))[0];
const announced = async (): Promise<unknown[]> =>
  (await embedded.platform.topics.history('notification.run', { last: 100 })).map(
    ({ attributes }) => attributes['status'],
  );

describe('sweep', () => {
  test('a run whose execution is dead is said to be interrupted and continued', async () => {
    await plan(embedded.services, 'dead', request);
    await sweep(services());
    expect(await announced()).toEqual(['interrupted']);
    expect(started).toEqual([
      { ...request, trigger: 'resume', streams: ['business-partners', 'projects', 'supplier-invoices'] },
    ]);
    expect((await lastRun())?.status).toBe('running');
  });

  test('a run whose execution lives is left alone', async () => {
    await plan(embedded.services, 'alive', request);
    const live = services();
    await sweep({
      ...live,
      executions: { ...live.executions, describe: async (id) => ({ id, status: 'running', input: {}, startedAt: '' }) },
    });
    expect(await announced()).toEqual([]);
    expect(started).toEqual([]);
  });

  /** As if the last execution had handed the run on, and the next one were in this state. */
  const handedOn = (next: 'running' | 'stopped' | undefined): Embedded['services'] => {
    const live = services();
    const describe: Embedded['services']['executions']['describe'] = async (id) => {
      const known = { id, input: {}, startedAt: '' };
      if (id === 'full') return { ...known, status: 'succeeded', output: { outcome: 'continued' } };
      return next && { ...known, status: next };
    };
    return { ...live, executions: { ...live.executions, describe } };
  };

  test('a run that was handed to the next execution in good order is left to it, and nobody is told', async () => {
    await plan(embedded.services, 'full', request);
    await sweep(handedOn('running'));
    expect(await announced()).toEqual([]);
    expect(started).toEqual([expect.objectContaining({ connection: 'c', trigger: 'resume' })]);
  });

  test('where the next execution died before it could plan, the run is interrupted after all', async () => {
    await plan(embedded.services, 'full', request);
    await sweep(handedOn('stopped'));
    expect(await announced()).toEqual(['interrupted']);
    expect(started).toHaveLength(2);
  });

  test('a run that ended since the open ones were listed is left alone', async () => {
    await plan(embedded.services, 'dead', request);
    const [run] = await embedded.platform.ledger.openRuns();
    if (!run) throw new Error('no run');
    const openRuns = async (): Promise<Run[]> => [run];
    await embedded.platform.ledger.closeRun(run, { status: 'succeeded', results: [] }, run.fence);
    const live = services();
    await sweep({ ...live, ledger: { ...live.ledger, openRuns } });
    expect(await announced()).toEqual([]);
    expect(started).toEqual([]);
  });

  test('a run of a connection that was removed is closed as failed', async () => {
    await plan(embedded.services, 'dead', request);
    await embedded.platform.documents.delete('t', 'connections', 'c');
    await sweep(services());
    expect(await lastRun()).toMatchObject({
      status: 'failed',
      error: { name: 'NotFound', code: 'connection-unknown' },
    });
    expect(started).toEqual([]);
  });

  test('a run that never gets anywhere is given up after thirty executions', async () => {
    for (let attempt = 1; attempt <= 30; attempt++) await plan(embedded.services, `dead-${attempt}`, request);
    await sweep(services());
    expect(await lastRun()).toMatchObject({ status: 'failed', error: { code: 'no-progress' } });
    expect(await announced()).toEqual(['interrupted', 'failed']);
  });

  test('an execution that was to continue a run and could not plan closes it', async () => {
    await plan(embedded.services, 'dead', request);
    await failRun(
      services(),
      'resumed',
      { ...request, trigger: 'resume' },
      { Error: 'StorageFailed', Cause: 'The artefact is gone. [artefact-missing]' },
    );
    expect(await lastRun()).toMatchObject({
      status: 'failed',
      error: { name: 'StorageFailed', code: 'artefact-missing', message: 'The artefact is gone.' },
    });
  });
});

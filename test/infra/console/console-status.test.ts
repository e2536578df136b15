import { describe, expect, test } from '@jest/globals';
import type { Run } from '../../../core/run.ts';
import { type ConsoleStatusDeps, consoleStatus, type StatusRequest } from '../../../infra/console/console-status.ts';

const started = { trigger: 'schedule', startedAt: '2026-01-01T00:00:00.000Z' };
const runOf = (tenant: string, connection: string, run: number, more: object): Run =>
  ({ tenant, connection, run, ...started, ...more }) as unknown as Run;

const deps = {
  stage: 'dev',
  version: '1.2.3',
  documents: {
    list: async (tenant: string) =>
      ['books', 'stock'].map((name) => ({ id: name, version: 1, value: { tenant, name, connector: 'demo-odata' } })),
  },
  ledger: {
    runs: async (tenant: string, connection: string) =>
      connection === 'books' ? [runOf(tenant, connection, 7, { status: 'succeeded', endedAt: started.startedAt })] : [],
    openRuns: async () => [
      runOf('acme', 'stock', 1, { status: 'running' }),
      runOf('other', 'secret', 3, { status: 'running' }),
    ],
  },
} as unknown as ConsoleStatusDeps;

const asking = (claims?: Readonly<Record<string, unknown>>): StatusRequest => ({
  requestContext: claims ? { authorizer: { jwt: { claims } } } : {},
});

describe('consoleStatus', () => {
  test('tells a user of the own tenant’s open runs and the last run of each connection', async () => {
    const { statusCode, headers, body } = await consoleStatus(deps, asking({ 'custom:tenant': 'acme' }));
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(JSON.parse(body)).toEqual({
      stage: 'dev',
      version: '1.2.3',
      tenant: 'acme',
      openRuns: [{ connection: 'stock', run: 1, status: 'running', ...started }],
      connections: [
        {
          ...{ name: 'books', connector: 'demo-odata', paused: false },
          lastRun: { connection: 'books', run: 7, status: 'succeeded', ...started, endedAt: started.startedAt },
        },
        { name: 'stock', connector: 'demo-odata', paused: false, lastRun: null },
      ],
    });
  });

  test.each([undefined, {}, { 'custom:tenant': '' }])('tells nothing without a tenant: %j', async (claims) => {
    const { statusCode, body } = await consoleStatus(deps, asking(claims));
    expect(statusCode).toBe(403);
    expect(JSON.parse(body)).toMatchObject({
      error: 'tenant-missing',
      message: expect.stringContaining('administrator'),
    });
  });
});

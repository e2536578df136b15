import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { entitySchemas } from '../../core/entities.ts';
import type { Run } from '../../core/run.ts';
import { digitsOf } from '../../demo/nordic/exact.ts';
import { resourceNames } from '../../demo/nordic/model.ts';
import { type NordicSimulator, startNordicSimulator } from '../../demo/nordic/simulator.ts';
import { decimal } from '../../transformer/mapping/functions/decimal.ts';
import { catalogueFolder, openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

describe('the Nordic ERP', () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let erp: NordicSimulator;
  let pipeline: Pipeline;

  beforeEach(async () => {
    home = temporaryDirectory();
    // As many requests as there are: the budget and its waits are another test's.
    erp = await startNordicSimulator({ rows: 1_500, rateLimit: { requests: 25, perSeconds: 1 } });
    const { clientId, clientSecret } = erp.client();
    pipeline = await openPipeline({
      home: home.path,
      erp: erp.url,
      connectorFolder: join(catalogueFolder, 'demo-nordic'),
      parameters: { clientId },
      secrets: { clientSecret },
    });
  });

  afterEach(async () => {
    await pipeline.close();
    await erp.stop();
    home.remove();
  });

  const stored = (): number => resourceNames.reduce((sum, resource) => sum + erp.rows(resource).length, 0);
  const bothRoles = (): number => erp.rows('suppliers').filter(({ row }) => row['isCustomer'] === true).length;
  const outcomesOf = (run: Run): Record<string, number> => {
    const total: Record<string, number> = {};
    for (const { outcomes } of run.results ?? [])
      for (const [outcome, count] of Object.entries(outcomes)) total[outcome] = (total[outcome] ?? 0) + count;
    return total;
  };

  /** Every record of the ERP and every digit of its money has arrived. */
  async function expectAll(): Promise<void> {
    const entities = await pipeline.entities();
    expect(entities.size).toBe(stored() - bothRoles());
    const kinds = new Set([...entities.values()].map(({ entity }) => entity));
    expect([...kinds].sort()).toEqual(Object.keys(entitySchemas).sort());
    for (const { id, row } of erp.rows('projects')) {
      const budget = entities.get(`project ${id}`)?.body as { budget?: { amount: string } } | undefined;
      expect(budget?.budget?.amount).toBe(decimal(digitsOf(row['budget'])));
    }
    const amounts = [...entities.values()].map(({ body }) => JSON.stringify(body)).join('');
    for (const exactly of ['"12345678901234567.89"', '"90071992547409931.27"'])
      expect({ exactly, found: amounts.includes(exactly) }).toEqual({ exactly, found: true });
  }

  test('is read whole: every stream settles, and money is exact', async () => {
    const run = await pipeline.run();
    expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: undefined });
    expect(outcomesOf(run)).toMatchObject({ created: stored() - bothRoles(), filtered: bothRoles(), quarantined: 0 });
    await expectAll();
    expect(pipeline.failures).toEqual([]);
    expect(erp.window().greatestAllowed).toBeLessThanOrEqual(25);
    expect(erp.tokens().issued).toBe(1);
  });

  test('afterwards only what changed is told', async () => {
    await pipeline.run();
    const done = erp.mutate({ create: 15, change: 30, seed: 11 });
    const run = await pipeline.run();
    expect(run.status).toBe('succeeded');
    const seen = outcomesOf(run);
    const told = done.filter(
      ({ resource, id }) =>
        !(
          resource === 'suppliers' && erp.rows(resource).some((row) => row.id === id && row.row['isCustomer'] === true)
        ),
    );
    expect((seen['created'] ?? 0) + (seen['updated'] ?? 0)).toBe(told.length);
    expect(run.results?.reduce((sum, { records }) => sum + records, 0)).toBeLessThan(stored() / 4);
    await expectAll();
  });

  test('with tokens that are revoked, a limit that is hit and a list that moves, all of it arrives too', async () => {
    erp.revokeTokens({ afterRequests: 8 });
    erp.setFault({ rate: 0.2, kinds: ['throttle', 'revoke-token', 'shift-insert', 'shift-delete'], seed: 3 });
    const ids = new Map(resourceNames.map((resource) => [resource, erp.rows(resource).map(({ id }) => id)]));
    const run = await pipeline.run();
    expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: undefined });
    erp.clearFaults();
    const statuses = erp.requests().map(({ status }) => status);
    expect(statuses).toEqual(expect.arrayContaining([200, 401, 429]));
    const entities = await pipeline.entities();
    for (const { id } of erp.rows('timeEntries'))
      if (ids.get('timeEntries')?.includes(id)) expect(entities.has(`time-entry ${id}`)).toBe(true);
    expect(erp.tokens().issued).toBeGreaterThan(3);
  });
});

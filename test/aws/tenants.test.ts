import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { entitySchemas } from '../../core/entities.ts';
import { type AwsPlatform, openAwsPlatform } from '../../platform/aws/platform.ts';
import { systemClock } from '../../platform/clock.ts';
import { compareRecords } from '../../transformer/compare/compare.ts';
import { discrepancyKinds } from '../../transformer/compare/discrepancy.ts';
import { type TenantPorts, tenantsContract } from '../contract/tenants.contract.ts';
import type { UnderTest } from '../contract/under-test.ts';
import { makeStage } from '../support/hand-made-stage.ts';
import { onEmulators } from '../support/on-emulators.ts';

onEmulators(['ministack'], () => {
  describe('aws: tenants', () => {
    let platform: AwsPlatform;
    beforeAll(async () => {
      const { deployment, deployErp } = await makeStage('tenants', ['information.party']);
      await deployErp('demo-odata');
      let ids = 0;
      platform = openAwsPlatform({
        ...{ deployment, clock: systemClock, checkpoint: () => undefined },
        ids: { next: () => `id-${++ids}` },
      });
    });
    afterAll(() => platform?.close());
    const noop = async (): Promise<void> => undefined;
    const ports = (): UnderTest<TenantPorts> => ({ ...platform, passTime: noop, dispose: noop });
    // Few: the embedded adapters meet the same names much more often. Longer ones than AWS takes are refused there.
    tenantsContract(ports, { numRuns: 6, timeoutMs: 240_000, longest: 150 });

    test('two connections are compared here as on a data directory', async () => {
      const { records } = platform;
      for (const [connection, city] of [
        ['l', 'Oslo'],
        ['r', 'Bergen'],
      ] as const) {
        const writes = Array.from({ length: 250 }, (_, n) => {
          const identifiers = [{ scheme: 'no-orgno', value: String(987_000_000 + n) }];
          const body = { name: `Party ${n}`, identifiers, address: { city: n % 2 === 0 ? city : 'Tromsø' } };
          const entity = { entity: 'party', id: `${connection}${n}`, digest: `${n}`, body, identifiers };
          const revision = { revision: 'r1', rawDigest: 'd', outcome: 'created' };
          return { key: `${(n * 7) % 250}`, ...revision, entities: [entity] };
        });
        await records.apply({ tenant: 'acme', connection, stream: 'parties' }, 'b', writes);
      }
      const compiler = async (): Promise<never> => Promise.reject(new Error('Nothing is registered here.'));
      const comparing = compareRecords(
        { ...platform, compiler },
        {
          ...{ tenant: 'acme', entity: 'party', schema: entitySchemas['party'] ?? {}, left: 'l', right: 'r' },
          ...{ kinds: discrepancyKinds, limit: 3 },
        },
      );
      const fields: unknown[] = [];
      for (;;) {
        const step = await comparing.next();
        if (step.done) {
          expect(step.value).toMatchObject({ records: { left: 250, right: 250 }, equal: 125, differing: 125 });
          break;
        }
        fields.push(step.value.kind === 'differing' && step.value.fields);
      }
      const difference = { field: 'address.city', left: 'Oslo', right: 'Bergen' };
      expect(fields).toEqual([[difference], [difference], [difference]]);
    }, 60_000);
  });
});

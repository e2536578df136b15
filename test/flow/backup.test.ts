import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { openEmbedded } from '../../infra/embedded.ts';
import { tributary } from '../cli/run-command.ts';
import { modelConsumer } from '../support/consumer.ts';
import { openPipeline, type Pipeline, storedEntities } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { unstamped } from '../support/unstamped.ts';
import { until } from '../support/until.ts';

const rows = { businessPartners: 300, projects: 30, supplierInvoices: 400 };

describe('backup and restore', () => {
  let place: ReturnType<typeof temporaryDirectory>;
  let erp: ErpSimulator;
  const open: Pipeline[] = [];
  const home = (name: string): string => join(place.path, name);

  beforeEach(async () => {
    place = temporaryDirectory();
    erp = await startErpSimulator({ rows });
  });
  afterEach(async () => {
    for (const pipeline of open.splice(0)) await pipeline.close();
    await erp.stop();
    place.remove();
  });

  const pipelineIn = async (name: string): Promise<Pipeline> => {
    const pipeline = await openPipeline({ home: home(name), erp: erp.url });
    open.push(pipeline);
    return pipeline;
  };
  const close = async (pipeline: Pipeline): Promise<void> => {
    open.splice(open.indexOf(pipeline), 1);
    await pipeline.close();
  };
  const command = (args: readonly string[]) => tributary([...args, '--json'], { home: home('a') });
  const done = async (args: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, out, err } = await command(args);
    expect({ args, code, out, err }).toMatchObject({ code: 0 });
    return JSON.parse(out) as Record<string, unknown>;
  };

  test('made while a run is going on, restored elsewhere, resumed: what is stored is what an undisturbed run stores', async () => {
    const first = await pipelineIn('a');
    erp.setFault({ kind: 'slow', delayMs: 1_500, times: 3, skip: 2 });
    const running = first.run();
    await until('the first batches', async () => {
      const [run] = await first.embedded.platform.ledger.runs('default', 'demo', 1);
      return run !== undefined && (await first.embedded.platform.ledger.manifests(run, 'business-partners')).length > 0;
    });
    expect(await done(['backup', home('backup')])).toMatchObject({ includesKey: false, missing: 0 });
    expect((await running).status).toBe('succeeded');
    const expected = await first.entities();
    await close(first);

    expect(await done(['restore', home('backup'), '--into', home('b')])).toMatchObject({ ended: 1 });
    const second = await pipelineIn('b');
    const run = await second.run();
    expect({ status: run.status, error: run.error }).toEqual({ status: 'succeeded', error: undefined });
    expect(run.run).toBeGreaterThan(1_000);
    const bodies = (all: typeof expected) => [...all].map(([name, { body }]) => [name, body]).sort();
    expect(bodies(await second.entities())).toEqual(bodies(expected));
    expect(second.failures).toEqual([]);
  });

  test('consumers that saw what came after the backup end with what the restored store holds', async () => {
    const consumer = modelConsumer();
    const first = await pipelineIn('a');
    await first.run();
    await done(['backup', home('backup'), '--include-key']);
    const before = erp.rows('BusinessPartners').slice(0, 5);
    // Away and, after the restore, back again: the store will find them unchanged, and the consumer has not.
    for (const row of before) erp.putRow('BusinessPartners', { ...unstamped(row), BusinessPartnerFullName: 'Changed' });
    erp.mutate({ create: 6, change: 9, seed: 5 });
    await first.run();
    // Seen in two runs after the backup: the number of the first run after the restore must be beyond both.
    for (const row of before) erp.putRow('BusinessPartners', { ...unstamped(row), BusinessPartnerFullName: 'Again' });
    await first.run();
    consumer.take(await first.events());
    await close(first);
    for (const row of before) erp.putRow('BusinessPartners', unstamped(row));
    erp.mutate({ change: 4, seed: 6 });

    await done(['restore', home('backup'), '--into', home('b')]);
    const second = await pipelineIn('b');
    expect((await second.run()).status).toBe('succeeded');
    consumer.take(await second.events());
    const stored = new Map([...(await second.entities())].map(([name, { digest }]) => [name, digest]));
    expect(new Map([...consumer.state].map(([name, { digest }]) => [name, digest]))).toEqual(stored);
    expect((await second.run()).results?.every(({ outcomes }) => (outcomes['updated'] ?? 0) === 0)).toBe(true);
  });

  describe('is careful', () => {
    beforeEach(async () => {
      const pipeline = await pipelineIn('a');
      await pipeline.run({ streams: ['projects'] });
      await close(pipeline);
      await done(['backup', home('backup')]);
    });

    test('a folder that is not empty is refused, for a backup and for a restore; --force puts it aside', async () => {
      expect(await command(['backup', home('backup')])).toMatchObject({ code: 2 });
      const refused = await command(['restore', home('backup')]);
      expect(refused.code).toBe(2);
      expect(refused.out + refused.err).toContain('is not empty');
      const answer = await done(['restore', home('backup'), '--force']);
      expect(existsSync(join(String(answer['before']), 'tributary.db'))).toBe(true);
      const embedded = await openEmbedded({ home: home('a') });
      expect((await storedEntities(embedded, 'default')).size).toBe(30);
      await embedded.close();
    });

    test('a backup with one byte changed, one file less or no end is refused before anything is written', async () => {
      const files = readdirSync(home('backup'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.startsWith('backup.json'))
        .map((entry) => join(entry.parentPath, entry.name));
      const spoilt = [files.find((file) => file.endsWith('tributary.db')), files.find((file) => file.includes('raw'))];
      for (const file of spoilt.filter((one) => one !== undefined)) {
        const content = readFileSync(file);
        const flipped = Buffer.from(content);
        flipped[100] = (flipped[100] ?? 0) ^ 1;
        writeFileSync(file, flipped);
        const { code, out, err } = await command(['restore', home('backup'), '--into', home('b')]);
        expect({ code, said: out + err }).toMatchObject({ code: 5, said: expect.stringContaining('damaged') });
        writeFileSync(file, content);
      }
      const manifest = readFileSync(join(home('backup'), 'backup.json'), 'utf8');
      writeFileSync(join(home('backup'), 'backup.json'), manifest.replace('"createdAt"', '"createdAT"'));
      expect((await command(['restore', home('backup'), '--into', home('b')])).code).toBe(5);
      rmSync(join(home('backup'), 'backup.json'));
      expect((await command(['restore', home('backup'), '--into', home('b')])).code).toBe(2);
      expect(readdirSync(place.path).sort()).toEqual(['a', 'backup']);
    });

    test('a directory on which a worker works is not restored over', async () => {
      const embedded = await openEmbedded({ home: home('a') });
      const worker = await embedded.worker();
      expect(await command(['restore', home('backup'), '--force'])).toMatchObject({ code: 4 });
      await worker.stop();
      await embedded.close();
    });

    test('the secrets can be read with the key and not without it', async () => {
      await done(['restore', home('backup'), '--into', home('b')]);
      const keyless = await openEmbedded({ home: home('b') });
      await expect(keyless.platform.secrets.get('default', 'demo')).rejects.toThrow();
      await keyless.close();
      cpSync(join(home('a'), 'key'), join(home('b'), 'key'));
      const keyed = await openEmbedded({ home: home('b') });
      expect(await keyed.platform.secrets.get('default', 'demo')).toEqual({ password: 'demo-only' });
      await keyed.close();
    });
  });
});

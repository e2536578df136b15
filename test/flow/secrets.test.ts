import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ErpSimulator, startErpSimulator } from '../../demo/odata/simulator.ts';
import { tributary } from '../support/command.ts';
import { openPipeline, type Pipeline } from '../support/pipeline.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const password = 'planted-5ecret-7c1f';
const traces = [password, Buffer.from(`tributary:${password}`).toString('base64')];

/** Files of the data directory in which a trace of the secret stands. */
function filesWithTraces(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = join(folder, name);
    if (!statSync(file).isFile()) return false;
    const content = readFileSync(file);
    return traces.some((trace) => content.includes(trace));
  });
}

describe('a secret', () => {
  const home = temporaryDirectory();
  let erp: ErpSimulator;

  let pipeline: Pipeline;

  /** A run that goes well, one with a page that cannot be read, and one with a password that is no longer right. */
  beforeAll(async () => {
    erp = await startErpSimulator({ password, rows: { businessPartners: 20, projects: 20, supplierInvoices: 20 } });
    pipeline = await openPipeline({ home: home.path, erp: erp.url, password });
    expect((await pipeline.run()).status).toBe('succeeded');
    erp.setFault({ kind: 'html', times: 1, path: 'Projects' });
    expect((await pipeline.run()).status).toBe('partial');
    await erp.stop();
    erp = await startErpSimulator({ password: 'another', port: Number(new URL(erp.url).port) });
    const refused = await pipeline.run();
    expect(refused.results?.map(({ error }) => error?.name)).toContain('CredentialsRejected');
  });

  afterAll(async () => {
    await pipeline.close();
    await erp.stop();
    home.remove();
  });

  test('is in no file of the data directory, after runs that went well and runs that did not', () => {
    expect(filesWithTraces(home.path)).toEqual([]);
  });

  test('is in nothing that a command says', async () => {
    for (const args of [
      ['status'],
      ['runs'],
      ['run', 'show', 'demo/3'],
      ['connection', 'list'],
      ['connector', 'show', 'demo-odata'],
      ['events', 'tail', 'notification.run', '--last', '9'],
    ]) {
      for (const json of [[], ['--json']]) {
        const { stdout, stderr } = await tributary(home.path, [...args, ...json]).finished;
        expect(stdout.length).toBeGreaterThan(0);
        expect(traces.filter((trace) => `${stdout}${stderr}`.includes(trace))).toEqual([]);
      }
    }
  });
});

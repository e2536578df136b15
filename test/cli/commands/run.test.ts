import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openEmbedded } from '../../../infra/embedded.ts';
import { type DemoHome, openDemoHome } from '../demo-home.ts';
import { documentsIn } from '../run-command.ts';

let demo: DemoHome;
beforeEach(async () => {
  demo = await openDemoHome();
});
afterEach(() => demo.close());

const runs = async (): Promise<readonly { run: string; status: string; mode: string; streams: string[] }[]> =>
  JSON.parse((await demo.tributary(['runs', '--json'])).out);

describe('run', () => {
  test('ends with a table per stream, and 0', async () => {
    const { code, out, err } = await demo.tributary(['run', 'demo']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^run demo\/1: reading business-partners, projects, supplier-invoices$/m);
    expect(out).toMatch(/^stream +status +extracted +created +updated +unchanged +quarantined +seconds$/m);
    expect(out).toMatch(/^supplier-invoices +ok +40 +40 +0 +0 +0 +\d+\.\d$/m);
    expect(out).toMatch(/^run demo\/1 succeeded in .* s: 80 records$/m);
    const again = await demo.tributary(['run', 'demo', '--full', '--stream', 'projects']);
    expect(again.out).toMatch(/^projects +ok +10 +0 +0 +10 +0 +\d+\.\d$/m);
    expect(await runs()).toMatchObject([{ run: 'demo/2', mode: 'full', streams: ['projects'] }, { run: 'demo/1' }]);
  });

  test('with --json it streams documents, the last of which is the result', async () => {
    const { code, out } = await demo.tributary(['run', 'demo', '--json']);
    const documents = documentsIn(out);
    expect(code).toBe(0);
    expect(documents[0]).toMatchObject({ type: 'progress', run: 'demo/1' });
    expect(documents.at(-1)).toMatchObject({ type: 'result', run: 'demo/1', status: 'succeeded' });
  });

  test('at a terminal the progress is gone when the table comes', async () => {
    const { out } = await demo.tributary(['run', 'demo'], { isTTY: true, env: { NO_COLOR: '1' } });
    expect(out).toMatch(/run demo\/1, .*\n {2}business-partners/);
    expect(out).toContain('\u001b[4A\u001b[Jstream');
  });

  test('a stream that fails is named in plain words, the others are stored, and the exit code is 1', async () => {
    demo.erp.setFault({ kind: 'html', path: '/Projects', times: 100 });
    const { code, out } = await demo.tributary(['run', 'demo']);
    expect(code).toBe(1);
    expect(out).toMatch(/^business-partners +ok +30/m);
    expect(out).toMatch(/^projects failed: .* \(Erp\w+, [a-z-]+\)$/m);
    expect(out).toMatch(/^run demo\/1 partial/m);
  });

  test('unknown connections and streams start nothing', async () => {
    const connection = await demo.tributary(['run', 'dmo']);
    expect(connection.code).toBe(3);
    expect(connection.err).toContain('Did you mean "demo"?');
    const stream = await demo.tributary(['run', 'demo', '--stream', 'project']);
    expect(stream.code).toBe(3);
    expect(stream.err).toContain('Did you mean "projects"?');
    expect(await runs()).toEqual([]);
    expect(demo.erp.requests()).toEqual([]);
  });

  test('stopped by the user it says so, and the next run continues', async () => {
    const stopped = new AbortController();
    const onOutput = (out: string): void => {
      if (out.includes('reading')) stopped.abort();
    };
    demo.erp.setFault({ kind: 'slow', path: '/SupplierInvoices', delayMs: 60_000 });
    const first = await demo.tributary(['run', 'demo'], { signal: stopped.signal, onOutput });
    expect(first.code).toBe(1);
    expect(first.err).toContain('stopped before run demo/1 had ended');
    demo.erp.clearFaults();
    const second = await demo.tributary(['run', 'demo']);
    expect(second.code).toBe(0);
    expect(second.err).toContain('run demo/1 (manual) had been interrupted and is continued');
    expect(await runs()).toMatchObject([{ run: 'demo/1', status: 'succeeded' }]);
    const shown = await demo.tributary(['run', 'show', 'demo/1']);
    expect(shown.out).toMatch(/^execution 2 /m);
  });

  test('while another process is the worker, that one does it', async () => {
    const host = new URL(demo.erp.url).host;
    const embedded = await openEmbedded({ home: demo.home, allowPrivateHosts: [host] });
    const worker = await embedded.worker();
    try {
      const { code, out } = await demo.tributary(['run', 'demo'], { env: { TRIBUTARY_ALLOW_HOSTS: '' } });
      expect(code).toBe(0);
      expect(out).toMatch(/^run demo\/1 succeeded/m);
    } finally {
      await worker.stop();
      await embedded.close();
    }
  });
});

describe('run beside others', () => {
  test('three at once all end with what was asked for', async () => {
    const all = await Promise.all([1, 2, 3].map(() => demo.tributary(['run', 'demo'])));
    for (const { code, out, err } of all) {
      expect({ code, err: err.replaceAll(/^run demo\/\d .*\n/gm, '') }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^run demo\/\d succeeded/m);
    }
  });

  test('who only watches leaves the run to the worker, and status says what it waits for', async () => {
    const host = new URL(demo.erp.url).host;
    const embedded = await openEmbedded({ home: demo.home, allowPrivateHosts: [host] });
    const worker = await embedded.worker();
    demo.erp.setFault({ kind: 'throttle', path: '/Projects', retryAfterSeconds: 3_600, times: 1_000 });
    try {
      const stopped = new AbortController();
      const onOutput = (out: string): void => {
        if (out.includes('reading')) stopped.abort();
      };
      const { code, err } = await demo.tributary(['run', 'demo'], { signal: stopped.signal, onOutput });
      expect(code).toBe(1);
      expect(err).toContain(
        'stopped watching run demo/1: the process that works on the data directory goes on with it',
      );
      let out = '';
      for (let look = 0; look < 100 && !out.includes('projects waits'); look++) {
        // Looking takes no turn of the event loop, which the worker needs.
        await setImmediate();
        out = (await demo.tributary(['status'])).out;
      }
      expect(out).toMatch(/^ {2}projects waits 60 min: \S+/m);
      expect((await demo.tributary(['run', 'show', 'demo/1'])).out).toMatch(
        /^ {2}WaitForErp projects: waits 60 min\. \S+/m,
      );
      expect((await demo.tributary(['connection', 'remove', 'demo'])).out).toContain('Run demo/1 is under way');
      expect((await demo.tributary(['status'])).out).toContain('Its connection is removed: it ends on its own.');
    } finally {
      await worker.stop();
      await embedded.close();
    }
  });
});

describe('run show', () => {
  test('states with durations, outcomes and watermarks', async () => {
    await demo.tributary(['run', 'demo']);
    const { code, out } = await demo.tributary(['run', 'show', 'demo/1']);
    expect(code).toBe(0);
    for (const state of ['Plan', 'Extract +projects', 'Settle', 'Commit'])
      expect(out).toMatch(new RegExp(`^${state} +\\d+\\.\\d\\d$`, 'm'));
    expect(out).not.toMatch(/^(More|Planned|Streams) /m);
    expect(out).toMatch(/^projects +20\d\d-/m);
    const document = JSON.parse((await demo.tributary(['run', 'show', 'demo/1', '--json'])).out);
    expect(document).toMatchObject({ run: 'demo/1', status: 'succeeded', states: [{ status: 'succeeded' }] });
  });

  test('what does not exist', async () => {
    expect((await demo.tributary(['run', 'show', 'demo/1'])).code).toBe(3);
    expect((await demo.tributary(['run', 'show', '1'])).code).toBe(2);
  });
});

import { describe, expect, test } from '@jest/globals';
import { runLine, runResultLines } from '../../../cli/output/run-result.ts';
import { styleFor } from '../../../cli/output/style.ts';
import type { Run, StreamResult } from '../../../core/run.ts';

const style = styleFor({ isTTY: false, env: {} });
const good: StreamResult = {
  stream: 'supplier-invoices',
  ok: true,
  records: 1234567,
  outcomes: { created: 1234000, updated: 500, unchanged: 65, quarantined: 2, repeated: 3, filtered: 0 },
  seconds: 123.44,
};
const bad: StreamResult = {
  stream: 'projects',
  ok: false,
  records: 0,
  outcomes: {},
  seconds: 0,
  error: { name: 'CredentialsRejected', code: 'credentials-rejected', message: 'The ERP answered 401.' },
};
const run: Run = {
  tenant: 'default',
  connection: 'demo',
  run: 7,
  status: 'partial',
  trigger: 'manual',
  connector: 'demo-odata',
  registration: 1,
  mode: 'incremental',
  streams: ['supplier-invoices', 'projects'],
  executions: ['x'],
  fence: { lease: 'l', token: 1 },
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:02:04.000Z',
  results: [good, bad],
};

describe('the result of a run', () => {
  test('is a table of at most 80 columns, the failures in words, and a summary', () => {
    const lines = runResultLines(run, style, 80);
    expect(lines).toEqual([
      'stream            status extracted created updated unchanged quarantined seconds',
      'supplier-invoices ok       1234567 1234000     500        65           2   123.4',
      'projects          failed         0       0       0         0           0     0.0',
      '  supplier-invoices: also 3 repeated',
      'projects failed: The ERP answered 401. (CredentialsRejected, credentials-rejected)',
      'run demo/7 partial, 2 quarantined, in 2 min: 1234567 records',
      'Why records are in quarantine: "tributary quarantine list --connection demo"',
    ]);
    expect(Math.max(...lines.slice(0, 3).map((line) => line.length))).toBe(80);
  });

  test('says what allows a private host', () => {
    const error = { name: 'InvalidInput', code: 'address-not-allowed', message: 'Refused: add "10.0.0.1:80" to it.' };
    const refused = { ...run, status: 'failed' as const, results: [{ ...bad, error }] };
    expect(runResultLines(refused, style, 80).join('\n')).toContain('TRIBUTARY_ALLOW_HOSTS=10.0.0.1:80');
  });

  test('is one line in a log', () => {
    expect(runLine(run)).toBe(
      'run demo/7 partial, 2 quarantined: 1234567 records (1234000 created, 500 updated, 65 unchanged, 3 repeated); failed: projects; "tributary quarantine list --connection demo"',
    );
    const early = {
      connection: 'demo',
      run: 8,
      status: 'failed',
      error: { name: 'NotFound', message: 'No plan.' },
    } as const;
    expect(runLine(early)).toBe('run demo/8 failed: No plan. (NotFound)');
  });
});

import { describe, expect, test } from '@jest/globals';
import { parsePolicy, policyConflicts, policyOf, retentionKinds, retentionRules } from '../../core/retention.ts';

describe('policies', () => {
  test('are read as given on a command line or in a file', () => {
    expect(parsePolicy(['raw=90d', 'events: 72h'], false)).toEqual({ ok: true, value: { raw: '90d', events: '72h' } });
  });

  test('everything that is wrong is said at once', () => {
    const parsed = parsePolicy(['row=90d', 'raw=3d', 'runs=soon', 'constructor=9d', 'journals'], false);
    expect(parsed).toMatchObject({
      problems: [
        expect.stringMatching(/"row" is no kind .*"raw"/),
        expect.stringMatching(/raw: 3d is too short, 16d is the least/),
        expect.stringMatching(/runs: "soon" is not a duration/),
        expect.stringMatching(/"constructor" is no kind/),
        expect.stringMatching(/journals: "" is not a duration/),
      ],
    });
  });

  test('a tenant may shorten what is its own, not what all share', () => {
    expect(parsePolicy(['raw=20d'], true)).toMatchObject({ ok: true });
    expect(parsePolicy(['events=20d'], true)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('--tenant')],
    });
  });

  test('the standard ones are allowed, and later layers win', () => {
    const standard = policyOf();
    expect(
      parsePolicy(
        retentionKinds.map((kind) => `${kind}=${standard[kind]}`),
        false,
      ),
    ).toMatchObject({ ok: true });
    expect(policyConflicts(standard)).toEqual([]);
    expect(policyOf({ raw: '30d' }, { raw: '20d' })).toEqual({ ...standard, raw: '20d' });
    expect(retentionRules.raw.least).toBe('16d');
  });

  test('nothing goes before what it describes', () => {
    expect(policyConflicts(policyOf({ raw: '100d' }))).toEqual([expect.stringMatching(/^ledger: 90d is shorter/)]);
    expect(policyConflicts(policyOf({ ledger: '500d' }))).toEqual([expect.stringMatching(/^runs: 400d is shorter/)]);
  });
});

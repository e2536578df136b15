import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import list from '../../infra/lint-exceptions.json' with { type: 'json' };
import { whyNoPython } from '../support/python-tool.ts';
import { synthesiseApp } from '../support/synthesise-app.ts';
import { everyOption } from '../support/synthesise-options.ts';
import { checkovFindings, type Finding, lintFindings } from '../support/template-findings.ts';

type Exception = {
  readonly tool: string;
  readonly rule: string;
  readonly where: string;
  readonly says?: string;
  readonly reason: string;
};
const exceptions: readonly Exception[] = list;

/** As infra/app.ts makes them without options, and with all of them. */
const variants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: {},
  'with all options': everyOption,
};

/** In `where`, `*` stands for any characters; `says`, where there is one, is a part of what the tool says. */
function explains({ tool, rule, where, says = '' }: Exception, finding: Finding): boolean {
  const pattern = where
    .split('*')
    .map((part) => part.replaceAll(/[^\w/-]/g, '\\$&'))
    .join('.*');
  const isThere = new RegExp(`^${pattern}$`).test(finding.where);
  return isThere && tool === finding.tool && rule === finding.rule && finding.says.includes(says);
}

const line = ({ tool, rule, where, says }: Finding): string => `${tool} ${rule} at ${where}: ${says}`;

const reason = whyNoPython();
const describeHere = reason === undefined ? describe : describe.skip;

describeHere(reason ?? 'the templates of prod', () => {
  const found = new Map<string, readonly Finding[]>();
  const folders: string[] = [];

  beforeAll(async () => {
    for (const [name, options] of Object.entries(variants)) {
      const context = { stage: 'prod', alarmAddress: 'on-call@example.org', ...options };
      const { folder, stacks } = await synthesiseApp(context);
      folders.push(folder);
      found.set(name, [...lintFindings(stacks), ...checkovFindings(stacks)]);
    }
  }, 600_000);
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.keys(variants))('%s: cfn-lint and checkov find nothing that is not explained', (name) => {
    const unexplained = (found.get(name) ?? []).filter((one) => !exceptions.some((known) => explains(known, one)));
    expect(unexplained.map(line)).toEqual([]);
  });

  test('each exception is still found', () => {
    const all = [...found.values()].flat();
    expect(all.length).toBeGreaterThan(0);
    expect(exceptions.filter((known) => !all.some((finding) => explains(known, finding)))).toEqual([]);
  });
});

test('each exception has a reason, and a place', () => {
  for (const { reason: why, where } of exceptions) {
    expect(why).toMatch(/^[A-Z].{25,}\.$/);
    expect(where.replaceAll('*', '').length).toBeGreaterThan(8);
  }
});

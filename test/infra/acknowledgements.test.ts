import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgements, wildcards } from '../../infra/acknowledgements.ts';
import { readSettings } from '../../infra/settings.ts';
import { addStageStacks } from '../../infra/stacks/stage-stacks.ts';
import { plainApp, synthesisAccount, synthesisRegion } from '../support/synthesise.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const directory = temporaryDirectory();
afterAll(directory.remove);

/** Synthesises with cdk-nag and gives what it finds, as `path: rule`. */
function findings(env: { readonly account?: string; readonly region: string }): readonly string[] {
  const out = join(directory.path, `${env.account ?? 'any'}`);
  const app = plainApp(out, { stage: 'prod' });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  addStageStacks(app, { settings: readSettings((key) => app.node.tryGetContext(key)), erps: ['demo-odata'], env });
  try {
    app.synth();
  } catch {
    // The report says what it was.
  }
  const report = JSON.parse(readFileSync(join(out, 'validation-report.json'), 'utf8')) as Report;
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${constructPath}: ${ruleName}`),
    ),
  );
}

type Report = {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
};

describe('cdk-nag', () => {
  test('finds nothing that is not acknowledged', () => {
    expect(findings({ account: synthesisAccount, region: synthesisRegion })).toEqual([]);
  });

  test('finds nothing either where the account is not known yet', () => {
    expect(findings({ region: synthesisRegion })).toEqual([]);
  });

  test('every acknowledgement has a reason', () => {
    for (const reason of [...acknowledgements.map((one) => one.reason), ...Object.values(wildcards)])
      expect(reason).toMatch(/^[A-Z].{15,}\.$/);
  });
});

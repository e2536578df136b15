import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readOptions } from '../../infra/options/read-options.ts';
import { readSettings } from '../../infra/settings.ts';
import { addOptionStacks } from '../../infra/stacks/option-stacks.ts';
import { addStageStacks } from '../../infra/stacks/stage-stacks.ts';
import { plainApp, type StackTemplate, synthesisAccount, synthesisRegion } from './synthesise.ts';

/** The context that turns every option on. */
export const everyOption: Readonly<Record<string, string>> = {
  vpc: 'true',
  cloudMap: 'true',
  containers: 'demo-odata',
  containerImage: 'tributary-extract:1.0.0',
  spot: 'true',
  domain: 'console.example.org',
  repository: 'acme/tributary',
};

/** Hashes of code say nothing of the stacks. */
function withoutHashes(template: object): StackTemplate {
  return JSON.parse(JSON.stringify(template).replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')) as StackTemplate;
}

/** Templates of a stage with what the context turns on, by the stack's name, as infra/app.ts makes them; cdk-nag included. */
export function synthesiseWith(
  context: Readonly<Record<string, string>> = {},
  erps: readonly string[] = ['demo-odata'],
): Readonly<Record<string, StackTemplate>> {
  const outdir = mkdtempSync(join(tmpdir(), 'tributary-synth-'));
  try {
    const app = plainApp(outdir, { stage: 'dev', ...context });
    const read = (key: string): unknown => app.node.tryGetContext(key);
    const [settings, options] = [readSettings(read), readOptions(read, erps)];
    const env = { account: synthesisAccount, region: synthesisRegion };
    const stacks = addStageStacks(app, { settings, erps, env });
    addOptionStacks(app, { stacks, settings, options, version: '1.2.3', env });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const made = app.synth().stacks.map(({ stackName, template }) => [stackName, withoutHashes(template)] as const);
    return Object.fromEntries(made);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

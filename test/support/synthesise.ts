import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readSettings } from '../../infra/settings.ts';
import { addStageStacks } from '../../infra/stacks/stage-stacks.ts';

export type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly [more: string]: unknown;
};
export type StackTemplate = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
};
export type SynthesisOptions = {
  readonly stage?: string;
  readonly erps?: readonly string[];
  readonly context?: Readonly<Record<string, unknown>>;
};

export const synthesisAccount = '111122223333';
export const synthesisRegion = 'eu-north-1';

/** An app with the feature flags of cdk.json that bundles no code. */
export function plainApp(outdir: string, more: Readonly<Record<string, unknown>> = {}): App {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { readonly context: Record<string, unknown> };
  return new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [], ...more } });
}

/** Templates of a stage's stacks, by the stack's name, without the hashes of assets. */
export function synthesise(options: SynthesisOptions = {}): Readonly<Record<string, StackTemplate>> {
  const { stage = 'dev', erps = ['demo-odata'], context = {} } = options;
  const outdir = mkdtempSync(join(tmpdir(), 'tributary-synth-'));
  try {
    const app = plainApp(outdir, { ...context, stage });
    const settings = readSettings((key) => app.node.tryGetContext(key));
    addStageStacks(app, { settings, erps, env: { account: synthesisAccount, region: synthesisRegion } });
    const stacks = app.synth().stacks;
    return Object.fromEntries(stacks.map((stack) => [stack.stackName, withoutHashes(stack.template as StackTemplate)]));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Resources of a type, with their logical ids. */
export function resourcesOf({ Resources }: StackTemplate, type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(Resources).filter(([, resource]) => resource.Type === type);
}

/** Hashes of assets change with every edit of the code. */
function withoutHashes(template: StackTemplate): StackTemplate {
  return JSON.parse(JSON.stringify(template).replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')) as StackTemplate;
}

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSettings } from '../../infra/settings.ts';
import { addStageStacks } from '../../infra/stacks/stage-stacks.ts';
import { plainApp, synthesisAccount, synthesisRegion } from '../support/synthesise.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const limitBytes = 1_000_000;
const directory = temporaryDirectory();
afterAll(directory.remove);

type Template = {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties: { readonly Code?: { S3Key: string }; FunctionName?: string } }
    >
  >;
};

/** The synthesised code of each function, by the function's name. */
function bundles(): ReadonlyMap<string, string> {
  const found = readdirSync(directory.path)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => JSON.parse(readFileSync(join(directory.path, name), 'utf8')) as Template)
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.FunctionName !== undefined)
    .map(({ Properties: { FunctionName = '', Code } }) => {
      const folder = join(directory.path, `asset.${Code?.S3Key.replace('.zip', '')}`);
      return [FunctionName.replace('tributary-dev-', ''), folder] as const;
    });
  return new Map(found);
}

const names = [
  'plan',
  'settle',
  'commit',
  'fail-run',
  'receipts',
  'monitor',
  'sweep',
  'retention',
  'extract_demo-odata',
  'transform_demo-odata',
];

describe('the code of a function', () => {
  beforeAll(() => {
    const app = plainApp(directory.path, { 'aws:cdk:bundling-stacks': ['**'] });
    const env = { account: synthesisAccount, region: synthesisRegion };
    addStageStacks(app, { settings: readSettings(() => undefined), erps: ['demo-odata'], env });
    app.synth();
  }, 240_000);

  test.each(names)('%s is one file under 1 MB', (name) => {
    const folder = bundles().get(name) ?? '';
    expect(readdirSync(folder)).toEqual(['index.mjs']);
    expect(statSync(join(folder, 'index.mjs')).size).toBeLessThan(limitBytes);
  });

  test.each(names)('%s starts with nothing but its environment', (name) => {
    const file = join(bundles().get(name) ?? '', 'index.mjs');
    const script = `import(${JSON.stringify(file)}).then(({ handler }) => console.log(typeof handler))`;
    const env = {
      ...{ AWS_REGION: synthesisRegion, AWS_LAMBDA_FUNCTION_NAME: name },
      ...{ TRIBUTARY_STAGE: 'dev', TRIBUTARY_ACCOUNT: synthesisAccount, TRIBUTARY_TABLE: 'table' },
      ...{ TRIBUTARY_BUCKET: 'bucket', TRIBUTARY_KEY_ARN: 'key', TRIBUTARY_SEALING_SECRET_ARN: 'secret' },
    };
    expect(execFileSync(process.execPath, ['-e', script], { cwd: '/', env, encoding: 'utf8' }).trim()).toBe('function');
  });
});

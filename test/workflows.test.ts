import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { deliveryRoles } from '../infra/stacks/delivery-stack.ts';

type Step = { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> };
type Job = {
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
};
type Workflow = {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
};

const folder = new URL('../.github/workflows/', import.meta.url);
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
const workflows = files.map(({ name, text }) => ({ name, text, workflow: parse(text) as Workflow }));
const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([job, content]) => ({ at: `${name}/${job}`, ...content })),
);
const of = (name: string): Workflow => {
  const found = workflows.find((workflow) => workflow.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found.workflow;
};

describe('the workflows', () => {
  test('use actions by their commit, with the version beside it', () => {
    const uses = files.flatMap(({ text }) => text.split('\n').filter((line) => /\buses:/.test(line)));
    const outside = uses.filter((line) => !line.includes('uses: ./'));
    expect(outside.length).toBeGreaterThan(8);
    expect(outside.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test('use one commit of each action', () => {
    const pins = new Set(files.flatMap(({ text }) => text.match(/[\w-]+\/[\w-]+@[0-9a-f]{40}/g) ?? []));
    const names = [...pins].map((pin) => pin.split('@')[0]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('may only read unless a job says otherwise, and then only ask for a token', () => {
    for (const { workflow } of workflows) expect(workflow.permissions).toEqual({ contents: 'read' });
    const writes = jobs.flatMap(({ at, permissions = {} }) =>
      Object.entries(permissions)
        .filter(([, access]) => access !== 'read')
        .map(([name, access]) => `${at} ${name}: ${access}`),
    );
    expect(writes.filter((write) => !write.endsWith(' id-token: write'))).toEqual([]);
    expect(writes.filter((write) => /\/(test|synth) /.test(write))).toEqual([]);
  });

  test('know no key and no secret', () => {
    for (const { text } of files) expect(text).not.toMatch(/secrets\.|AWS_ACCESS_KEY_ID|aws-access-key-id|AWS_SECRET/);
  });

  test('take no text of a user into a script', () => {
    const scripts = jobs.flatMap(({ steps = [] }) => steps.map(({ run = '' }) => run));
    expect(scripts.filter((script) => script.includes(`\${{`))).toEqual([]);
  });

  test('leave no credentials in the checkout, and end by themselves', () => {
    const checkouts = jobs.flatMap(({ steps = [] }) =>
      steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')),
    );
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
    expect(jobs.filter((job) => job.steps && !job['timeout-minutes']).map(({ at }) => at)).toEqual([]);
  });

  test('deploy stage after stage, only what was tested, one delivery at a time', () => {
    const { jobs: steps, concurrency } = of('deliver.yml');
    expect(steps['dev']?.needs).toEqual(['test', 'synth']);
    expect(steps['test-stage']?.needs).toBe('dev');
    expect(steps['prod']?.needs).toBe('test-stage');
    expect(concurrency).toEqual({ group: 'deliver', 'cancel-in-progress': false });
  });

  test('show the difference before anyone approves, each with the role that the delivery stack makes', () => {
    const stage = `\${{ inputs.stage }}`;
    const { diff, deploy } = of('deliver-stage.yml').jobs;
    expect(diff?.environment).toBeUndefined();
    expect(deploy?.needs).toBe('diff');
    expect(deploy?.environment).toBe(stage);
    const roleOf = (job: Job | undefined): unknown =>
      job?.steps?.find(({ uses }) => uses?.startsWith('aws-actions/'))?.with?.['role-to-assume'];
    const arn = (role: string): string => `arn:aws:iam::\${{ env.ACCOUNT }}:role/${role}`;
    expect(roleOf(diff)).toBe(arn(deliveryRoles.diff(stage)));
    expect(roleOf(deploy)).toBe(arn(deliveryRoles.deploy(stage)));
  });
});

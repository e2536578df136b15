import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installPythonTool } from './python-tool.ts';
import type { SynthesisedStack } from './synthesise-app.ts';

/** One finding of a tool: `where` is the path of the construct, without the `Resource` at its end. */
export type Finding = {
  readonly tool: 'cfn-lint' | 'checkov';
  readonly rule: string;
  readonly where: string;
  readonly says: string;
};

/** What cfn-lint says of the templates, each read for the region that its stack is for. */
export function lintFindings(stacks: readonly SynthesisedStack[]): readonly Finding[] {
  const program = join(installPythonTool('cfn-lint'), 'cfn-lint');
  return [...Map.groupBy(stacks, ({ region }) => region)].flatMap(([region, group]) => {
    const files = group.map(({ file }) => file);
    const found = json(program, ['--regions', region, '--format', 'json', '--', ...files]) as readonly Lint[];
    return found.map(({ Filename, Rule, Location: { Path }, Message }) => ({
      ...{ tool: 'cfn-lint' as const, rule: Rule.Id, says: Message },
      where: pathOf(Filename, Path[0] === 'Resources' ? String(Path[1]) : undefined),
    }));
  });
}

/** What checkov says of the templates; it is kept from the network. */
export function checkovFindings(stacks: readonly SynthesisedStack[]): readonly Finding[] {
  const program = join(installPythonTool('checkov'), 'checkov');
  const flags = ['--framework', 'cloudformation', '--compact', '--quiet', '--skip-download', '--output', 'json'];
  const report = json(program, [...flags, ...stacks.flatMap(({ file }) => ['--file', file])]) as Checkov;
  const { summary, results } = report;
  if (summary.parsing_errors > 0 || summary.resource_count < 100)
    throw new Error(`checkov did not read the templates: ${JSON.stringify(summary)}`);
  return results.failed_checks.map(({ check_id, check_name, file_path, resource }) => {
    const file = stacks.find((stack) => basename(stack.file) === basename(file_path))?.file ?? file_path;
    const where = pathOf(file, resource.slice(resource.lastIndexOf('.') + 1));
    return { tool: 'checkov', rule: check_id, says: check_name, where };
  });
}

type Lint = {
  readonly Filename: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] };
  readonly Message: string;
};
type Checkov = {
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly file_path: string;
      readonly resource: string;
    }[];
  };
};

/** Runs a tool whose exit code says that it found something, and reads what it prints. */
function json(program: string, args: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`${basename(program)} printed no JSON:\n${stdout.slice(0, 2_000)}\n${stderr.slice(-2_000)}`);
  }
}

type Template = {
  readonly Resources: Readonly<Record<string, { readonly Metadata?: { readonly 'aws:cdk:path'?: string } }>>;
};

/** Logical ids end with a hash that nobody can read; the CDK notes the path beside them. */
function pathOf(file: string, logicalId: string | undefined): string {
  const stack = basename(file).replace('.template.json', '');
  if (logicalId === undefined) return stack;
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const path = Resources[logicalId]?.Metadata?.['aws:cdk:path'];
  return path === undefined ? `${stack}/${logicalId}` : path.replace(/\/Resource$/, '');
}

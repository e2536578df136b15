import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A template of the assembly, and the region that its stack is for. */
export type SynthesisedStack = { readonly file: string; readonly region: string };

/** What the project's own `cdk synth` makes, code included, with this context; the caller removes the folder. */
export async function synthesiseApp(
  context: Readonly<Record<string, string>>,
): Promise<{ readonly folder: string; readonly stacks: readonly SynthesisedStack[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-assembly-'));
  const contextArgs = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const program = join(root, 'node_modules/aws-cdk/bin/cdk');
  await run(process.execPath, [program, 'synth', '--quiet', '--no-notices', '--output', folder, ...contextArgs], {
    cwd: root,
    env: {
      ...process.env,
      // The app and the bundler run on the project's own Node; nobody is asked for credentials.
      PATH: [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
      AWS_REGION: 'eu-north-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CI: 'true',
    },
  });
  const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const stacks = Object.values(artifacts)
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ environment = '', properties }) => ({
      file: join(folder, properties?.templateFile ?? ''),
      region: environment.slice(environment.lastIndexOf('/') + 1),
    }));
  return { folder, stacks };
}

type Manifest = {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly environment?: string; readonly properties?: { readonly templateFile?: string } }
    >
  >;
};

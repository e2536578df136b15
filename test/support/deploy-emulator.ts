import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Emulator, emulatorAccount, emulatorRegion } from './emulator.ts';

export type DeployOptions = {
  /** A stage of infra/stages.json; dev when absent. */
  readonly stage?: string;
  /** Loopback hosts that connectors may reach, as `host:port`: where the demo ERP listens. */
  readonly allowHosts?: readonly string[];
  /** Construct ids, such as `TributaryCore`; all stacks when absent. */
  readonly stacks?: readonly string[];
  /** Further values of the CDK's context. */
  readonly context?: Readonly<Record<string, string>>;
};

/**
 * Stacks that MiniStack does not take, as context that leaves them out. Nothing of the data's way is in either: the
 * console looks at it, and the audit keeps account of it. Their templates are read by cdk-nag, cfn-lint and checkov.
 */
export const notTaken: Readonly<Record<string, string>> = {
  // CDK's own functions in it want an SDK that the emulator's Node functions do not have.
  console: 'false',
  // It knows neither AWS::CloudTrail::Trail nor AWS::Logs::QueryDefinition nor AWS::Budgets::Budget.
  audit: 'false',
};

/** Ten times what it takes. */
const limitMs = 240_000;
const root = join(import.meta.dirname, '../..');

/** Bootstraps the emulator's account and deploys the stacks as they are: what an operator would type, and nothing else. */
export async function deployTo(emulator: Emulator, options: DeployOptions = {}): Promise<void> {
  await cdk(emulator, ['bootstrap', `aws://${emulatorAccount}/${emulatorRegion}`], options);
  await cdk(emulator, ['deploy', ...stacksOf(options), '--require-approval', 'never'], options);
}

function stacksOf({ stacks }: DeployOptions): readonly string[] {
  return stacks ?? ['--all'];
}

/** Runs the project's own cdk against the emulator. Throws with all that it printed. */
async function cdk(emulator: Emulator, args: readonly string[], options: DeployOptions): Promise<void> {
  const { stage = 'dev', allowHosts = [], context = {} } = options;
  const values = { ...notTaken, ...context, stage, allowHosts: allowHosts.join(',') };
  const output = mkdtempSync(join(tmpdir(), 'tributary-cdk-'));
  const env = {
    ...process.env,
    ...emulator.env,
    // The bundler and the app run on the project's own Node, as the functions do.
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    CI: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  const contextArgs = Object.entries(values).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const program = join(root, 'node_modules/aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [program, ...args, ...contextArgs, '--output', output, '--no-notices'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  // An emulator that never answers for a resource would keep cdk waiting for an hour.
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearTimeout(limit);
  rmSync(output, { recursive: true, force: true });
  if (code === 0) return;
  const how = code === null ? `did not end within ${limitMs / 1000} s` : `ended with ${code}`;
  throw new Error(
    `cdk ${args.join(' ')} ${how}:\n${printed}\n--- ${emulator.name} said last:\n${emulator.log().slice(-4_000)}`,
  );
}

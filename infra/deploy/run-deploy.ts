import { messageOf } from '../../core/errors.ts';
import type { Leftovers } from '../../platform/aws/leftovers.ts';
import { readSettings, type StageSettings } from '../settings.ts';
import { type DeployArguments, help, readArguments } from './arguments.ts';

export type DeployDeps = {
  /** Says before anything changes what is missing. Throws InvalidInput. */
  readonly preflight: (at: {
    stage: string;
    region?: string;
  }) => Promise<{ readonly account: string; readonly region: string }>;
  /** Runs the CDK's command line and gives its exit code. */
  readonly cdk: (args: readonly string[], environment: Readonly<Record<string, string>>) => Promise<number>;
  /** Removes every object of the stage's buckets; gives how many there were. */
  readonly emptyBuckets: (at: { stage: string; region: string; account: string }) => Promise<number>;
  readonly removeLeftovers: (
    at: { stage: string; region: string },
    options: { recoverable: boolean },
  ) => Promise<Leftovers>;
  /** The answer to a question, or undefined where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
};

type Place = { readonly account: string; readonly region: string };

const codes = { done: 0, refused: 1, badInput: 2 } as const;

/** `npm run deploy`: checks the account, then lets the CDK do its work. Gives the exit code. */
export async function runDeploy(deps: DeployDeps, argv: readonly string[]): Promise<number> {
  const { say, complain } = deps;
  let wanted: DeployArguments;
  let settings: StageSettings;
  let place: Place;
  try {
    wanted = readArguments(argv);
    if (wanted.action === 'help') {
      say(help);
      return codes.done;
    }
    const { stage, region } = wanted;
    settings = readSettings((key) => (key === 'stage' ? stage : undefined));
    place = await deps.preflight({ stage, ...(region === undefined ? {} : { region }) });
  } catch (error) {
    complain(`error: ${messageOf(error)}`);
    return codes.badInput;
  }
  say(`Stage ${wanted.stage}, account ${place.account}, region ${place.region}`);
  if (wanted.action === 'destroy') return destroy(deps, wanted, settings, place);
  const args = wanted.action === 'diff' ? ['diff'] : ['deploy', ...(namesStack(wanted.rest) ? [] : ['--all'])];
  return cdk(deps, [...args, ...wanted.rest], wanted.stage, place);
}

/** Whether one of the arguments names a stack, so that not all are meant. */
function namesStack(rest: readonly string[]): boolean {
  return rest.some((argument) => /^Tributary/.test(argument));
}

async function cdk(deps: DeployDeps, args: readonly string[], stage: string, { region }: Place): Promise<number> {
  const code = await deps.cdk([...args, '-c', `stage=${stage}`], { AWS_REGION: region, AWS_DEFAULT_REGION: region });
  return code === 0 ? codes.done : codes.refused;
}

/** What the buckets hold, then the stacks with every option that may have been on, then what was made at run time. */
async function destroy(
  deps: DeployDeps,
  { stage, yes, rest }: DeployArguments,
  { keepData, alarmAddress }: StageSettings,
  place: Place,
): Promise<number> {
  if (!yes && (await deps.ask(`Everything in stage ${stage} is removed. Type its name to go on: `)) !== stage) {
    deps.complain('error: nothing was removed: the name of the stage was not typed. Where nobody can, add --yes.');
    return codes.badInput;
  }
  // With an address there is a stack more; whose it is does not matter any more.
  const options = { vpc: 'true', cloudMap: 'true', alarmAddress: alarmAddress ?? 'nobody@example.org' };
  const context = Object.entries(options).flatMap(([name, value]) =>
    mentions(rest, name) ? [] : ['-c', `${name}=${value}`],
  );
  const remove = (): Promise<number> => cdk(deps, ['destroy', '--all', '--force', ...context, ...rest], stage, place);
  const empty = async (): Promise<number> => (keepData ? 0 : deps.emptyBuckets({ stage, ...place }));
  try {
    const objects = await empty();
    if (objects > 0) deps.say(`Removed ${counted(objects, 'object')} from the buckets`);
    let code = await remove();
    // Functions and the trail write until their stacks are gone, and CloudFormation deletes no bucket that holds something.
    if (code !== codes.done && (await empty()) > 0) code = await remove();
    if (code !== codes.done) return code;
    const { queues, secrets } = await deps.removeLeftovers({ stage, region: place.region }, { recoverable: keepData });
    deps.say(
      `Also removed: ${counted(queues.length, 'queue')} and ${counted(secrets.length, 'secret')} made at run time`,
    );
  } catch (error) {
    deps.complain(`error: ${messageOf(error)} Run the same command again.`);
    return codes.refused;
  }
  if (keepData) deps.say(kept(stage));
  return codes.done;
}

function mentions(rest: readonly string[], option: string): boolean {
  return rest.some((argument) => new RegExp(`^(-c|--context)?=?${option}=`).test(argument));
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function kept(stage: string): string {
  return `Kept, because infra/stages.json says keepData for ${stage}: table, buckets, key, logs and users; secrets for 30 days. docs/deploy.md says how to remove them.`;
}

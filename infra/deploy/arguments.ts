import { TributaryError } from '../../core/errors.ts';
import { demandStage } from '../../platform/aws/names.ts';

export type DeployArguments = {
  readonly action: 'deploy' | 'diff' | 'destroy' | 'help';
  readonly stage: string;
  readonly region?: string;
  /** Destroy without asking. */
  readonly yes: boolean;
  /** For the CDK, as they came. */
  readonly rest: readonly string[];
};

const actions = { '--diff': 'diff', '--destroy': 'destroy', '--help': 'help', '-h': 'help' } as const;

export const help = `Deploys a stage of Tributary to the AWS account whose credentials are in use.

Usage: npm run deploy -- --stage <name> [options] [arguments for the CDK]

Options:
  --stage <name>    stage of infra/stages.json: dev, test, prod
  --region <name>   region; otherwise the one of the environment or of the AWS profile
  --diff            show what would change, and change nothing
  --destroy         remove the stage: what its buckets hold (unless it keeps its data), stacks, then queues and secrets
                    made at run time; asks for the stage's name
  --yes             do not ask
  -h, --help        show this

Everything else goes to the CDK: -c turns options of docs/deploy.md on, a stack's name deploys only that one.

Examples:
  npm run deploy -- --stage dev
  npm run deploy -- --stage prod --diff
  npm run deploy -- --stage prod -c vpc=true -c domain=console.example.org
  npm run deploy -- --stage dev --destroy

Exit codes: 0 done; 1 the CDK or AWS refused, and said why; 2 bad input, or the account is not ready: nothing was changed
`;

/** Reads the command line. Throws InvalidInput. */
export function readArguments(args: readonly string[]): DeployArguments {
  const rest: string[] = [];
  const wanted = new Set<DeployArguments['action']>();
  const values: Record<string, string> = {};
  let yes = false;
  for (let at = 0; at < args.length; at++) {
    const [flag = '', inline] = splitFlag(args[at] ?? '');
    if (flag === '--stage' || flag === '--region') values[flag] = demandValue(flag, inline ?? args[++at]);
    else if (flag in actions) wanted.add(actions[flag as keyof typeof actions]);
    else if (flag === '--yes') yes = true;
    else rest.push(args[at] ?? '');
  }
  const region = values['--region'];
  if (wanted.has('help')) return { action: 'help', stage: '', yes, rest };
  if (wanted.size > 1) throw badInput('deploy-actions', '--diff and --destroy exclude each other.');
  if (values['--stage'] === undefined) throw badInput('stage-missing', 'Say which stage: --stage dev, for example.');
  if (rest.some((argument) => /^(-c|--context)?=?stage=/.test(argument)))
    throw badInput('stage-twice', 'The stage is given by --stage alone, not by -c stage=….');
  const stage = demandStage(values['--stage']);
  return { action: [...wanted][0] ?? 'deploy', stage, yes, rest, ...(region === undefined ? {} : { region }) };
}

function splitFlag(argument: string): readonly [string, string?] {
  const [flag = '', ...value] = argument.split('=');
  return flag === '--stage' || flag === '--region'
    ? ([flag, ...(value.length > 0 ? [value.join('=')] : [])] as [string, string?])
    : [argument];
}

function demandValue(flag: string, value: string | undefined): string {
  if (value !== undefined && value !== '' && !value.startsWith('-')) return value;
  throw badInput('value-missing', `${flag} wants a value, such as ${flag === '--stage' ? 'dev' : 'eu-north-1'}.`);
}

function badInput(code: string, message: string): TributaryError {
  return new TributaryError('InvalidInput', { code, message });
}

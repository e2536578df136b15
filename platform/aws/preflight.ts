import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { TributaryError } from '../../core/errors.ts';
import { accessFault } from './access-fault.ts';
import { awsFault, isAwsError } from './aws-fault.ts';
import { clientOptions } from './client-options.ts';
import { demandStage } from './names.ts';
import { resolveRegion } from './region.ts';

/** The CDK's own name for a bootstrap that nobody renamed; it is part of the parameter and of the roles. */
const qualifier = 'hnb659fds';
/** The bootstrap whose roles the stacks' synthesizer asks for. */
const oldestBootstrap = 21;
/** What `cdk deploy` becomes, to publish the functions' code and to deploy. */
const deployRoles = ['deploy-role', 'file-publishing-role'];

export type Preflight = { readonly account: string; readonly region: string };

/**
 * Looks for whatever would make a deployment fail half-way: stage name, region, credentials, the CDK's bootstrap, the
 * right to use its roles. Changes nothing. Throws InvalidInput with one line per problem found.
 */
export async function preflight(options: { readonly stage: string; readonly region?: string }): Promise<Preflight> {
  const problems: TributaryError[] = [];
  const found = <T>(value: T | TributaryError): T | undefined => {
    if (!(value instanceof TributaryError)) return value;
    problems.push(value);
    return undefined;
  };
  found(await problemOr(() => demandStage(options.stage)));
  const region = found(await problemOr(() => resolveRegion(options.region)));
  const account = region === undefined ? undefined : found(await problemOr(() => callerAccount(region)));
  if (region !== undefined && account !== undefined) {
    const version = found(await problemOr(() => bootstrapVersion(region)));
    if (version !== undefined && version < oldestBootstrap) problems.push(bootstrapMissing(account, region, version));
    // Without a bootstrap there are no roles to ask for.
    else if (version !== undefined)
      for (const role of deployRoles) found(await problemOr(() => assumeRole(region, account, role)));
  }
  if (region !== undefined && account !== undefined && problems.length === 0) return { account, region };
  const [first, ...others] = problems;
  if (first && others.length === 0) throw first;
  const message = problems.map((problem) => problem.message).join('\n');
  throw new TributaryError('InvalidInput', { code: first?.code ?? 'preflight-failed', message });
}

/** Problems of the operator are gathered; that AWS cannot be asked at all ends the search. */
async function problemOr<T>(look: () => T | Promise<T>): Promise<T | TributaryError> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof TributaryError && error.name === 'InvalidInput') return error;
    throw error;
  }
}

async function callerAccount(region: string): Promise<string> {
  const sts = new STSClient(clientOptions(region));
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account ?? '';
  } catch (error) {
    const access = { action: 'sts:GetCallerIdentity', resource: 'themselves', region };
    throw accessFault(error, access) ?? awsFault(`Asking AWS in ${region} whose credentials these are`, error);
  } finally {
    sts.destroy();
  }
}

/** 0 where there is none. */
async function bootstrapVersion(region: string): Promise<number> {
  const name = `/cdk-bootstrap/${qualifier}/version`;
  const ssm = new SSMClient(clientOptions(region));
  try {
    return Number((await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value ?? 0);
  } catch (error) {
    if (isAwsError(error, 'ParameterNotFound')) return 0;
    const access = { action: 'ssm:GetParameter', resource: `the parameter ${name}`, region };
    throw accessFault(error, access) ?? awsFault(`Reading the parameter ${name} in ${region}`, error);
  } finally {
    ssm.destroy();
  }
}

async function assumeRole(region: string, account: string, role: string): Promise<void> {
  const arn = `arn:aws:iam::${account}:role/cdk-${qualifier}-${role}-${account}-${region}`;
  const sts = new STSClient(clientOptions(region));
  try {
    await sts.send(
      new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'tributary-preflight', DurationSeconds: 900 }),
    );
  } catch (error) {
    const access = { action: 'sts:AssumeRole', resource: arn, region };
    throw accessFault(error, access) ?? awsFault(`Trying the role ${arn}`, error);
  } finally {
    sts.destroy();
  }
}

function bootstrapMissing(account: string, region: string, version: number): TributaryError {
  const state = version === 0 ? 'is missing' : `has version ${version}, and ${oldestBootstrap} is needed,`;
  return new TributaryError('InvalidInput', {
    code: 'bootstrap-missing',
    message: `The CDK's bootstrap ${state} in ${region}. Run: npx cdk bootstrap aws://${account}/${region}`,
  });
}

import { GetParameterCommand, paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import { TributaryError } from '../../core/errors.ts';
import { accessFault } from './access-fault.ts';
import { awsFault, isAwsError } from './aws-fault.ts';
import { clientOptions } from './client-options.ts';
import { type Deployment, deploymentVariables, type ErpDeployment } from './deployment.ts';
import { demandStage, parameterPath } from './names.ts';
import { resolveRegion } from './region.ts';

const deploymentFields: readonly (keyof Deployment)[] = [
  'stage',
  'region',
  'account',
  'table',
  'bucket',
  'keyArn',
  'sealingSecretArn',
];
const erpFields: readonly (keyof ErpDeployment)[] = [
  'connector',
  'scheduleGroup',
  'scheduleRoleArn',
  'scheduleDeadLetterArn',
];

/**
 * Finds a deployed stage by the parameter that its core stack writes. Throws InvalidInput for a bad stage, no region and
 * credentials that are missing, expired or too weak, and NotFound `stage-missing` where it was never deployed.
 */
export async function discoverDeployment(options: {
  readonly stage: string;
  readonly region?: string;
}): Promise<Deployment> {
  const stage = demandStage(options.stage);
  const region = await resolveRegion(options.region);
  const ssm = new SSMClient(clientOptions(region));
  try {
    const name = `${parameterPath(stage)}/core`;
    const text = await readParameter(ssm, name, region);
    if (text === undefined) throw stageMissing(stage, region);
    return parameterFields(name, text, deploymentFields);
  } finally {
    ssm.destroy();
  }
}

/** The deployment that a function was deployed with, from its environment. Throws InvalidInput naming every variable that is missing. */
export function deploymentFromEnvironment(env: Readonly<Record<string, string | undefined>>): Deployment {
  const variables = { ...deploymentVariables, region: 'AWS_REGION' };
  const missing = Object.values(variables).filter((name) => !env[name]);
  if (missing.length > 0)
    throw new TributaryError('InvalidInput', {
      code: 'environment-incomplete',
      message: `The environment lacks ${missing.join(', ')}: the stacks set them for every function; deploy again.`,
    });
  const read = (field: keyof Deployment): string => env[variables[field]] ?? '';
  return {
    stage: demandStage(read('stage')),
    region: read('region'),
    account: read('account'),
    table: read('table'),
    bucket: read('bucket'),
    keyArn: read('keyArn'),
    sealingSecretArn: read('sealingSecretArn'),
  };
}

/** What the CLI needs of one ERP's stack. Throws NotFound `erp-stack-missing`, which names the command that deploys it. */
export async function findErp(ssm: SSMClient, stage: string, connector: string): Promise<ErpDeployment> {
  const name = `${parameterPath(stage)}/erp/${connector}`;
  const region = await ssm.config.region();
  // What no stack can be called is not asked for: SSM would answer with a riddle.
  const text = /^[a-z0-9-]+$/.test(connector) ? await readParameter(ssm, name, region) : undefined;
  if (text !== undefined) return parameterFields(name, text, erpFields);
  throw new TributaryError('NotFound', {
    code: 'erp-stack-missing',
    message: `The connector ${connector} has no stack of its own in stage ${stage} in ${region} yet. Run: npm run deploy -- --stage ${stage}`,
  });
}

/** All ERP stacks of a stage, by connector. */
export async function listErps(ssm: SSMClient, stage: string): Promise<readonly ErpDeployment[]> {
  const path = `${parameterPath(stage)}/erp`;
  const found: ErpDeployment[] = [];
  try {
    for await (const page of paginateGetParametersByPath({ client: ssm }, { Path: path }))
      for (const { Name: name = path, Value: value = '' } of page.Parameters ?? [])
        found.push(parameterFields(name, value, erpFields));
  } catch (error) {
    throw readFault(error, path, await ssm.config.region(), 'ssm:GetParametersByPath');
  }
  return found.toSorted((a, b) => (a.connector < b.connector ? -1 : 1));
}

/** Undefined when there is no such parameter. */
async function readParameter(ssm: SSMClient, name: string, region: string): Promise<string | undefined> {
  try {
    return (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if (isAwsError(error, 'ParameterNotFound')) return undefined;
    throw readFault(error, name, region, 'ssm:GetParameter');
  }
}

function readFault(error: unknown, name: string, region: string, action: string): Error {
  const resource = `the parameter ${name}`;
  return accessFault(error, { action, resource, region }) ?? awsFault(`Reading ${resource} in ${region}`, error);
}

function stageMissing(stage: string, region: string): TributaryError {
  return new TributaryError('NotFound', {
    code: 'stage-missing',
    message: `Stage ${stage} is not deployed in ${region}. Deploy it (npm run deploy -- --stage ${stage}), or set AWS_REGION to the region it is in.`,
  });
}

/** The JSON of a parameter; each of its fields is text. Throws StorageFailed. */
function parameterFields<T extends Readonly<Record<string, string>>>(
  name: string,
  text: string,
  fields: readonly (keyof T & string)[],
): T {
  const values = parsed(text);
  const missing = fields.filter((field) => typeof values[field] !== 'string' || values[field] === '');
  if (missing.length === 0) return Object.fromEntries(fields.map((field) => [field, values[field]])) as T;
  throw new TributaryError('StorageFailed', {
    code: 'parameter-unreadable',
    message: `The SSM parameter ${name} lacks ${missing.join(', ')}: the stacks are of another version; deploy again.`,
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

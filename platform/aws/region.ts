import { SSMClient } from '@aws-sdk/client-ssm';
import { TributaryError } from '../../core/errors.ts';

/**
 * The region to work in: the one given, else AWS_REGION, else AWS_DEFAULT_REGION (which the SDK for JavaScript leaves
 * out), else the profile's. Throws InvalidInput when there is none.
 */
export async function resolveRegion(region?: string): Promise<string> {
  const named = region || process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || (await regionOfProfile());
  if (named === undefined)
    throw new TributaryError('InvalidInput', {
      code: 'region-missing',
      message:
        'No AWS region is known: set AWS_REGION, such as AWS_REGION=eu-north-1, or AWS_PROFILE to a profile that has a region.',
    });
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(named)) return named;
  throw new TributaryError('InvalidInput', {
    code: 'region-unreadable',
    message: `"${named}" is no AWS region: set AWS_REGION to one such as eu-north-1.`,
  });
}

/** From ~/.aws/config, by the SDK's own rules. */
async function regionOfProfile(): Promise<string | undefined> {
  const client = new SSMClient({});
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

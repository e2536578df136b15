import { TributaryError } from '../../core/errors.ts';
import { isAwsError } from './aws-fault.ts';

/** What a call needs, as IAM names it, and where it was made. */
export type Access = { readonly action: string; readonly resource: string; readonly region: string };

const denials = ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation', 'AuthorizationError'];
const expiries = ['ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired', 'RequestExpired'];
const strangers = [
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
];
const unloaded = ['CredentialsProviderError', 'TokenProviderError'];

const signIn =
  'Sign in (aws sso login, aws configure), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

/**
 * The one line for an operator whose credentials are missing, expired, unknown or lack a permission, or whose region does
 * not exist; undefined for any other error.
 */
export function accessFault(error: unknown, { action, resource, region }: Access): TributaryError | undefined {
  const refused = (code: string, message: string): TributaryError =>
    new TributaryError('InvalidInput', { code, message, cause: error });
  if (isAwsError(error, ...denials))
    return refused(
      'aws-permission-missing',
      `These AWS credentials may not do ${action} on ${resource} in ${region}: use the stage's operator role, or have the permission added to yours.`,
    );
  if (isAwsError(error, ...expiries) || (isAwsError(error, ...unloaded) && saysExpired(error)))
    return refused(
      'aws-credentials-expired',
      'The AWS credentials have expired: sign in again (aws sso login, or new keys) and repeat the command.',
    );
  if (isAwsError(error, ...unloaded))
    return refused('aws-credentials-missing', `No AWS credentials were found. ${signIn}.`);
  if (isAwsError(error, ...strangers))
    return refused(
      'aws-credentials-unknown',
      `AWS does not accept these credentials in ${region}: a key was mistyped or deleted, or the account has not enabled that region. ${signIn}.`,
    );
  if (isHostUnknown(error))
    return refused(
      'region-unknown',
      `There is no AWS in "${region}": set AWS_REGION to a region such as eu-north-1, or see whether this machine is online.`,
    );
  return undefined;
}

/** A single sign-on that has run out is reported as credentials that cannot be loaded. */
function saysExpired(error: unknown): boolean {
  return Error.isError(error) && /expired/i.test(error.message);
}

function isHostUnknown(error: unknown): boolean {
  return Error.isError(error) && 'code' in error && error.code === 'ENOTFOUND';
}

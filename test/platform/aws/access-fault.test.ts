import { expect, test } from '@jest/globals';
import { accessFault } from '../../../platform/aws/access-fault.ts';

const access = { action: 'ssm:GetParameter', resource: 'the parameter /a', region: 'eu-nowhere-1' };
const failing = (name: string, message: string, code?: string): Error =>
  Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });

test.each([
  [failing('AccessDeniedException', 'not authorized'), 'aws-permission-missing'],
  [failing('ExpiredToken', 'The security token has expired'), 'aws-credentials-expired'],
  [
    failing('CredentialsProviderError', 'The SSO session associated with this profile has expired'),
    'aws-credentials-expired',
  ],
  [failing('CredentialsProviderError', 'Could not load credentials from any providers'), 'aws-credentials-missing'],
  [failing('InvalidClientTokenId', 'The security token is invalid'), 'aws-credentials-unknown'],
  [failing('Error', 'getaddrinfo ENOTFOUND ssm.eu-nowhere-1.amazonaws.com', 'ENOTFOUND'), 'region-unknown'],
])('%s is one line of its own', (error, code) => {
  const fault = accessFault(error, access);
  expect(fault).toMatchObject({ name: 'InvalidInput', code, cause: error });
  expect(fault?.message).not.toContain('\n');
});

test('anything else is none of its business', () => {
  expect(accessFault(failing('ThrottlingException', 'slow down'), access)).toBeUndefined();
  expect(accessFault(failing('Error', 'offline', 'EAI_AGAIN'), access)).toBeUndefined();
  expect(accessFault('text', access)).toBeUndefined();
});

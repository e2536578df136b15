import type { Deployment } from '../../platform/aws/deployment.ts';
import { emulatorAccount, emulatorRegion } from '../support/emulator.ts';

/** A stage on an emulator; a test says what it really has of it. */
export function testDeployment(own: Partial<Deployment>): Deployment {
  return {
    stage: 'test',
    region: emulatorRegion,
    account: emulatorAccount,
    table: 'none',
    bucket: 'none',
    keyArn: `arn:aws:kms:${emulatorRegion}:${emulatorAccount}:key/00000000-0000-4000-8000-000000000000`,
    sealingSecretArn: 'none',
    ...own,
  };
}

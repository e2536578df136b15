import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { resolveRegion } from '../../../platform/aws/region.ts';
import { withoutAwsEnvironment } from '../../support/aws-environment.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

withoutAwsEnvironment();
const directory = temporaryDirectories();

test('the region given goes before AWS_REGION, that before AWS_DEFAULT_REGION, that before the profile', async () => {
  const config = join(directory(), 'config');
  writeFileSync(config, '[default]\nregion = eu-west-4\n');
  process.env['AWS_CONFIG_FILE'] = config;
  expect(await resolveRegion()).toBe('eu-west-4');
  process.env['AWS_DEFAULT_REGION'] = 'eu-west-3';
  expect(await resolveRegion()).toBe('eu-west-3');
  process.env['AWS_REGION'] = 'eu-west-2';
  expect(await resolveRegion()).toBe('eu-west-2');
  expect(await resolveRegion('eu-west-1')).toBe('eu-west-1');
});

test.each(['eu-north-1', 'us-gov-west-1', 'ap-southeast-2'])('%s is a region', async (region) => {
  expect(await resolveRegion(region)).toBe(region);
});

test.each(['Stockholm', 'eu-north', 'eu north 1', 'eu-north-1a'])('"%s" is none', async (region) => {
  await expect(resolveRegion(region)).rejects.toMatchObject({ name: 'InvalidInput', code: 'region-unreadable' });
});

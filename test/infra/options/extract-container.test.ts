import { describe, expect, test } from '@jest/globals';
import { readImage } from '../../../infra/options/extract-container.ts';

describe('readImage', () => {
  const digest = `sha256:${'0'.repeat(64)}`;

  test.each([
    ['tributary-extract:1.0.0', 'tributary-extract', '1.0.0'],
    [`team/tributary-extract@${digest}`, 'team/tributary-extract', digest],
  ])('takes %s', (image, repository, version) => {
    expect(readImage(image)).toEqual({ repository, version });
  });

  test.each(['', 'tributary-extract', 'x@sha256:12', '111122223333.dkr.ecr.eu-north-1.amazonaws.com:443/x:1'])(
    'refuses "%s"',
    (image) => {
      expect(() => readImage(image)).toThrow('give <repository>:<tag>');
    },
  );
});

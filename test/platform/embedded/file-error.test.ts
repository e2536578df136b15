import { describe, expect, test } from '@jest/globals';
import { translateFileError } from '../../../platform/embedded/file-error.ts';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: some text`), { code });

describe('errors of the file system', () => {
  test.each([
    ['ENOSPC', 'StorageFailed', 'disk-full', 'free some space'],
    ['EDQUOT', 'StorageFailed', 'disk-full', 'free some space'],
    ['EFBIG', 'StorageFailed', 'disk-full', 'raise the limit'],
    ['EIO', 'StorageFailed', 'file-io', 'look at the disk'],
    ['EACCES', 'StorageFailed', 'file-permissions', 'permissions'],
    ['EPERM', 'StorageFailed', 'file-permissions', 'permissions'],
    ['EROFS', 'StorageFailed', 'file-permissions', 'read-only'],
    ['ENOTDIR', 'StorageFailed', 'file-io', 'ENOTDIR'],
    ['EMFILE', 'PlatformUnavailable', 'too-many-files', 'ulimit'],
  ])('%s is %s %s', (systemCode, name, code, hint) => {
    const cause = systemError(systemCode);
    const error = translateFileError(cause, 'The folder /data');
    expect(error).toMatchObject({ name, code, cause });
    expect(error.message).toMatch(/^The folder \/data /);
    expect(error.message).toContain(hint);
  });
});

import { messageOf } from '../../core/errors.ts';

const texts: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'a part of the path is a file where a folder is expected',
  EISDIR: 'it is a folder where a file is expected',
  EEXIST: 'there is a file where a folder is expected',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'it is a link that leads round in a circle',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'too many files are open',
};

/** What the system says about a file, in words. */
export function fileErrorText(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return texts[code ?? ''] ?? messageOf(error);
}

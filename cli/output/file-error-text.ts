const texts: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'a part of the path is a file where a folder is expected',
  EISDIR: 'it is a folder where a file is expected',
  EEXIST: 'there is a file where a folder is expected',
  EACCES: 'this user has no right to it',
  EPERM: 'this user has no right to it',
  ELOOP: 'it is a link that leads round in a circle',
  ENAMETOOLONG: 'the path is too long',
  EROFS: 'the disk can only be read',
  EMFILE: 'too many files are open',
};

/** What the system says about a file, in words. */
export function fileErrorText(error: unknown): string {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  return texts[code ?? ''] ?? message ?? String(error);
}

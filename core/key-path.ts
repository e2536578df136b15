/** A name as one part of a path: no two different lists of names make the same path, whatever signs are in them. */
export function pathPart(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2F');
}

/** The name that a part of a path stands for. */
export function nameInPath(part: string): string {
  return part.replaceAll('%2F', '/').replaceAll('%25', '%');
}

/** `a/b/c` of names: blob keys, document ids, names of leases, budgets and tokens. Usual names stay as they are. */
export function keyPath(...names: readonly (string | number)[]): string {
  return names.map((name) => pathPart(String(name))).join('/');
}

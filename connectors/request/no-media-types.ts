/**
 * In place of the package that axios brings for forms with files: its table of all media types is a sixth of a bundle, and
 * no request of ours is such a form. infra/bundling.ts builds the functions with it; a file's type is then not guessed.
 */
export function lookup(): false {
  return false;
}

import { allowedHint } from '../core/did-you-mean.ts';
import { TributaryError } from '../core/errors.ts';

/** NotFound for names that nothing has, with what was probably meant and what there is. */
export function unknownName(
  kind: string,
  names: readonly string[],
  known: readonly string[],
  where = '',
): TributaryError {
  const [first = ''] = names;
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const place = where === '' ? '' : ` ${where}`;
  const hint =
    known.length === 0 ? 'There is none at all.' : allowedHint(first, known).replace('Allowed:', 'There are:');
  return new TributaryError('NotFound', {
    code: `${kind.replaceAll(' ', '-')}-unknown`,
    message: `There is no ${kind} ${quoted}${place}. ${hint}`,
  });
}

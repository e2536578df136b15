/** Replaces every known secret in a text by asterisks. */
export type Mask = (text: string) => string;

export type SecretMask = { readonly mask: Mask; add(secrets: readonly string[]): void };

/** Shorter secrets would blank out parts of ordinary words and numbers, and so tell more than they hide. */
const shortest = 4;

const hidden = '***';

/** The ways in which a secret may come back in a text: plain, in an address, in a form, in JSON. */
function formsOf(secret: string): readonly string[] {
  const inAddress = encodeURIComponent(secret);
  return [secret, inAddress, inAddress.replaceAll('%20', '+'), JSON.stringify(secret).slice(1, -1)];
}

function patternOf(form: string): string {
  const exact = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return form.length < shortest ? `(?<![A-Za-z0-9])${exact}(?![A-Za-z0-9])` : exact;
}

/** A mask that learns: secrets obtained on the way, such as access tokens, are added to it. */
export function secretMask(secrets: readonly string[]): SecretMask {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;
  const add = (more: readonly string[]): void => {
    const before = forms.size;
    for (const secret of more) if (secret !== '') for (const form of formsOf(secret)) forms.add(form);
    if (forms.size === before) return;
    // Longest first, so that a secret that contains another is hidden whole.
    const ordered = [...forms].sort((a, b) => b.length - a.length);
    pattern = new RegExp(ordered.map(patternOf).join('|'), 'g');
  };
  add(secrets);
  return { add, mask: (text) => (pattern ? text.replace(pattern, hidden) : text) };
}

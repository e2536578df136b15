import { isNumeric } from '../core/attribute-filter.ts';
import type { Message } from './ports.ts';

/** 200 KiB: with its attributes and envelope a message stays below the 256 KiB that SNS takes. */
const maxBodyBytes = 200 * 1024;
/** SQS takes ten; two are the platform's own. */
const maxAttributes = 8;
/** Far more than names and values need, and little enough to fit beside the largest body. */
const maxAttributeBytes = 16 * 1024;

/** Attributes that carry the message's own id, and how its body is written where it cannot travel as it is. */
export const idAttribute = 'message-id';
export const encodingAttribute = 'body-encoding';

const numberPrefix = 'number.';
/** The attribute that carries a value as a number, beside the one that carries it as text. */
export function numberAttribute(name: string): string {
  return `${numberPrefix}${name}`;
}

/** True for an attribute that travels only so that SNS can compare it. */
export function isNumberAttribute(name: string): boolean {
  return name.startsWith(numberPrefix);
}

const namePattern = /^(?!aws\.|amazon\.)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what SQS refuses
const refusedCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** True for text that SNS and SQS take as it is: not empty, and only characters of XML 1.0. */
export function travels(text: string): boolean {
  return text !== '' && text.isWellFormed() && !refusedCharacters.test(text);
}

/** Why a topic or queue of either platform does not take this message; undefined when it does. */
export function refusal({ id, body, attributes }: Message): string | undefined {
  const bytes = Buffer.byteLength(body);
  if (bytes > maxBodyBytes)
    return `The body has ${bytes} bytes, more than ${maxBodyBytes}: put it into a blob and send a pointer.`;
  if (!travels(id)) return 'Its id is empty or has control characters: give it another one.';
  return attributesRefusal(Object.entries(attributes), Buffer.byteLength(id));
}

function attributesRefusal(entries: readonly (readonly [string, string])[], idBytes: number): string | undefined {
  const count = entries.length + entries.filter(([, value]) => isNumeric(value)).length;
  if (count > maxAttributes)
    return `It has ${count} attributes (numbers count twice), more than ${maxAttributes}: move some of them into the body.`;
  let bytes = idBytes;
  for (const [name, value] of entries) {
    if (
      name.length > 256 ||
      !namePattern.test(name) ||
      name === idAttribute ||
      name === encodingAttribute ||
      isNumberAttribute(name)
    )
      return `"${name}" cannot be the name of an attribute: letters, digits, dots, dashes and underscores, not ${idAttribute} or ${encodingAttribute}, and not beginning with ${numberPrefix}`;
    if (!travels(value)) return `Its attribute ${name} is empty or has control characters: leave it out.`;
    bytes += (Buffer.byteLength(name) + Buffer.byteLength(value)) * (isNumeric(value) ? 2 : 1);
  }
  return bytes > maxAttributeBytes
    ? `Its id and attributes have ${bytes} bytes, more than ${maxAttributeBytes}: move them into the body.`
    : undefined;
}

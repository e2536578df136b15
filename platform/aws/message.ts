import { isNumeric } from '../../core/attribute-filter.ts';
import {
  encodingAttribute,
  idAttribute,
  isNumberAttribute,
  numberAttribute,
  refusal,
  travels,
} from '../message-limits.ts';
import type { Message, PublishResult } from '../ports.ts';

/** An attribute as SNS and SQS write it. */
export type TextAttribute = { readonly DataType: 'String' | 'Number'; readonly StringValue: string };

/** A message as SNS and SQS take it; `index` is its place in the call. */
export type Outgoing = {
  readonly index: number;
  readonly body: string;
  readonly attributes: Record<string, TextAttribute>;
  /** As SNS and SQS count: body and names, types and values of attributes. */
  readonly bytes: number;
};

export type Packed = {
  /** At most ten messages and 256 KiB each: what one PublishBatch or SendMessageBatch takes. */
  readonly batches: readonly (readonly Outgoing[])[];
  readonly refused: PublishResult['failed'];
};

const maxBatchMessages = 10;
/** The limit of SNS for a message and for a batch; SQS takes more. */
const maxBatchBytes = 256 * 1024;

/** Sorts out what cannot be sent and packs the rest, in order, into as few calls as possible. */
export function packed(messages: readonly Message[]): Packed {
  const batches: Outgoing[][] = [];
  const refused: { index: number; reason: string }[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [index, message] of messages.entries()) {
    const reason = refusal(message);
    const one = outgoing(index, message);
    if (reason !== undefined) refused.push({ index, reason });
    else if (one.bytes > maxBatchBytes) refused.push({ index, reason: tooLong(one) });
    else {
      const batch = batches.at(-1);
      if (batch && batch.length < maxBatchMessages && bytes + one.bytes <= maxBatchBytes) batch.push(one);
      else {
        batches.push([one]);
        bytes = 0;
      }
      bytes += one.bytes;
    }
  }
  return { batches, refused };
}

const tooLong = ({ bytes }: Outgoing): string =>
  `It takes ${bytes} bytes on its way, more than ${maxBatchBytes}: put its body into a blob and send a pointer.`;

/** A body that SNS and SQS refuse (empty, or with control characters) travels as the JSON text of its string. */
function outgoing(index: number, { id, body, attributes }: Message): Outgoing {
  const plain = travels(body);
  const text = plain ? body : jsonText(body);
  const all = { ...attributes, [idAttribute]: id, ...(plain ? {} : { [encodingAttribute]: 'json' }) };
  const written: Record<string, TextAttribute> = {};
  let bytes = Buffer.byteLength(text);
  const write = (name: string, DataType: TextAttribute['DataType'], value: string): void => {
    written[name] = { DataType, StringValue: value };
    bytes += Buffer.byteLength(name) + DataType.length + Buffer.byteLength(value);
  };
  for (const [name, value] of Object.entries(all)) write(name, 'String', value);
  for (const [name, value] of Object.entries(attributes))
    if (isNumeric(value)) write(numberAttribute(name), 'Number', value);
  return { index, body: text, attributes: written, bytes };
}

function jsonText(body: string): string {
  return JSON.stringify(body).replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}

/** What was sent, from body and attributes as they arrived; `fallbackId` for what something else than us has sent. */
export function incoming(fallbackId: string, body: string, attributes: Readonly<Record<string, string>>): Message {
  const { [idAttribute]: id = fallbackId, [encodingAttribute]: encoding, ...rest } = attributes;
  const own = Object.fromEntries(Object.entries(rest).filter(([name]) => !isNumberAttribute(name)));
  return { id, body: encoding === 'json' ? String(JSON.parse(body)) : body, attributes: own };
}

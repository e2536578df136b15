import { parseKeepingDigits } from '../../core/json.ts';
import { isWebPage, pageTitle, shorten } from '../request/erp-message.ts';
import type { Fault } from '../request/fault.ts';
import type { HttpAnswer } from '../request/http.ts';
import type { Mask } from '../request/mask.ts';
import { decodeBody, utf8Of } from './decode.ts';
import { findRecords, type RecordTexts } from './find-records.ts';
import type { JsonPath } from './path.ts';
import { selectRecords } from './select-records.ts';

/** What an answer says, and the records in it. */
export type ParsedAnswer = {
  /** Where the records were found without parsing, the list of them is empty in it. */
  readonly document: unknown;
  readonly list: readonly unknown[];
  /** Of each record as it was sent; absent where it has to be written anew. */
  readonly texts?: RecordTexts;
  /** False where surely no number in the records has more digits than JavaScript's hold. */
  readonly longNumbers: boolean;
};

/**
 * The records of a successful answer and what stands around them; of records that can be found without parsing only the
 * fields that are asked for. Throws ErpContractBroken when it is no JSON or has no such list, and ErpUnavailable when it
 * is the beginning of JSON.
 */
export function parseAnswer(
  answer: HttpAnswer,
  { path, fields }: { readonly path: JsonPath; readonly fields: readonly string[] },
  fault: Fault,
  mask: Mask,
): ParsedAnswer {
  const bytes = utf8Of(answer);
  const found = bytes && findRecords(bytes, path, fields);
  if (found) return found;
  const text = decodeBody(answer);
  const document = parseText(text, answer, fault, mask);
  return { document, list: selectRecords(document, path, fault), longNumbers: true };
}

function parseText(text: string, answer: HttpAnswer, fault: Fault, mask: Mask): unknown {
  try {
    return parseKeepingDigits(text);
  } catch {
    throw unreadable(text, answer.headers['content-type'], fault, mask);
  }
}

function unreadable(text: string, contentType: string | undefined, fault: Fault, mask: Mask): Error {
  const trimmed = text.trim();
  const notJson = (what: string, advice: string): Error =>
    fault('ErpContractBroken', 'answer-not-json', `The ERP answered ${what} where JSON was expected${advice}`);
  if (trimmed === '') return notJson('nothing', '. Check the path of the stream in the connector.');
  if (isWebPage(trimmed)) {
    const title = shorten(mask(pageTitle(trimmed) ?? 'none'));
    return notJson(
      `a web page (title "${title}")`,
      '; often it is a login or maintenance page. Open the address in a browser, and check the credentials.',
    );
  }
  if (trimmed.startsWith('<'))
    return notJson('XML', '. Ask for JSON: with a header Accept: application/json, or as the ERP documents it.');
  if (/^[[{]/.test(trimmed) && !/[\]}]$/.test(trimmed)) {
    const message = 'The answer ends in the middle of its JSON. The request is tried again.';
    return fault('ErpUnavailable', 'answer-cut-short', message);
  }
  const type = contentType === undefined ? 'no content type' : `content type ${contentType}`;
  return notJson(`something else (${type})`, ". Compare the stream's path with the ERP's documentation.");
}

import { parseKeepingDigits } from '../../core/json.ts';
import { isWebPage, pageTitle, shorten } from '../request/erp-message.ts';
import type { Fault } from '../request/fault.ts';
import type { HttpAnswer } from '../request/http.ts';
import type { Mask } from '../request/mask.ts';
import { decodeBody } from './decode.ts';

/**
 * The JSON of a successful answer, no digit lost. Throws ErpContractBroken when it is something else, and ErpUnavailable
 * when it is the beginning of JSON.
 */
export function parseAnswer(answer: HttpAnswer, fault: Fault, mask: Mask): unknown {
  const text = decodeBody(answer);
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

import type { TributaryError } from '../../core/errors.ts';
import { erpMessage } from './erp-message.ts';
import type { Fault } from './fault.ts';
import type { HttpAnswer } from './http.ts';
import type { Mask } from './mask.ts';

/** The error that an answer's status stands for; undefined for success. Throttling is judged before this. */
export function answerFault(answer: HttpAnswer, fault: Fault, mask: Mask): TributaryError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const text = erpMessage(answer, mask);
  const said = text === undefined ? `The ERP answered ${status}` : `The ERP answered ${status} and says: ${text}`;
  const details = { status };
  const error = (...[name, code, advice]: readonly [Parameters<Fault>[0], string, string]): TributaryError =>
    fault(name, code, `${said.replace(/[.\s]+$/, '')}. ${advice}`, details);
  if (status === 401 || status === 403) {
    const advice =
      status === 401
        ? "Check the connection's user, key or secret, and whether it has expired."
        : "Ask the ERP's administrator to let this user read the data, or take the stream out of the connection.";
    return error('CredentialsRejected', 'credentials-rejected', advice);
  }
  if (status === 408)
    return error('ErpUnavailable', 'erp-timeout', 'The request is tried again; a smaller page size may help.');
  if (status >= 500)
    return error(
      'ErpUnavailable',
      'erp-server-error',
      "The request is tried again; if it keeps happening, ask the ERP's operator.",
    );
  if (status >= 400)
    return error(
      'ErpRejected',
      'request-rejected',
      "Compare the stream's path, query and fields in the connector with the ERP's documentation.",
    );
  return error(
    'ErpContractBroken',
    'status-unexpected',
    'Only 2xx answers carry records. Correct the request in the connector.',
  );
}

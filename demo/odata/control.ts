import type { Checked } from '../common/parse-fields.ts';
import type { RequestLogEntry } from '../common/request-log.ts';
import type { Answer } from '../common/send.ts';
import { parseDrift, parseFault, parseMutation } from './control-input.ts';
import type { Drift } from './drift.ts';
import type { Fault, FaultRate } from './faults.ts';
import { textAnswer } from './http/answer.ts';
import type { Mutation, MutationRequest } from './mutations.ts';

export const controlPath = '/_control/';

/** What can be done to a running simulator, in-process or over HTTP. */
export type Control = {
  /** A fault in waiting, or faults by chance. */
  setFault(fault: Fault | FaultRate): void;
  clearFaults(): void;
  mutate(request: MutationRequest): readonly Mutation[];
  /** From now on the API sends an entity set otherwise. */
  drift(drift: Drift): void;
  clearDrift(): void;
  requests(): readonly RequestLogEntry[];
  clearRequests(): void;
};

/** Answers a request under `/_control/`. No authentication: the simulator listens on the loopback address only. */
export function answerControl(control: Control, method: string, url: string, body: string): Answer {
  const [path = ''] = url.slice(controlPath.length).split('?');
  switch (`${method} ${path}`) {
    case 'POST faults':
      return withInput(parseFault(body), (fault) => {
        control.setFault(fault);
        return json(fault);
      });
    case 'DELETE faults':
      control.clearFaults();
      return { status: 204, headers: {}, body: '' };
    case 'POST mutations':
      return withInput(parseMutation(body), (request) => json(control.mutate(request)));
    case 'POST drift':
      return withInput(parseDrift(body), (drift) => {
        control.drift(drift);
        return json(drift);
      });
    case 'DELETE drift':
      control.clearDrift();
      return { status: 204, headers: {}, body: '' };
    case 'GET requests':
      return json(control.requests());
    case 'DELETE requests':
      control.clearRequests();
      return { status: 204, headers: {}, body: '' };
    default:
      return textAnswer(
        404,
        'Use POST or DELETE faults, POST or DELETE drift, POST mutations, GET or DELETE requests.',
      );
  }
}

function withInput<Value>(checked: Checked<Value>, answer: (value: Value) => Answer): Answer {
  return checked.ok ? answer(checked.value) : textAnswer(400, `Not done: ${checked.reason}.`);
}

function json(value: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json;charset=utf-8' }, body: JSON.stringify(value) };
}

import type { Checked } from '../common/parse-fields.ts';
import type { RequestLogEntry } from '../common/request-log.ts';
import type { Answer } from '../common/send.ts';
import { errorAnswer, jsonAnswer } from './answers.ts';
import { parseDrift, parseFault, parseMutation, parseRevocation, type Revocation } from './control-input.ts';
import type { Drift } from './drift.ts';
import type { Fault, FaultRate } from './faults.ts';
import type { Mutation, MutationRequest } from './mutations.ts';
import type { WindowReport } from './rate-window.ts';
import type { TokenCounts } from './tokens.ts';

export const controlPath = '/_control/';

/** What can be done to a running simulator, in-process or over HTTP. */
export type Control = {
  /** A fault in waiting, or faults by chance. */
  setFault(fault: Fault | FaultRate): void;
  clearFaults(): void;
  mutate(request: MutationRequest): readonly Mutation[];
  /** From now on the API sends a resource otherwise. */
  drift(drift: Drift): void;
  clearDrift(): void;
  revokeTokens(revocation?: Revocation): void;
  tokens(): TokenCounts;
  requests(): readonly RequestLogEntry[];
  /** How close together requests came, since the log was cleared. */
  window(): WindowReport;
  clearRequests(): void;
};

const done: Answer = { status: 204, headers: {}, body: '' };

function withInput<Value>(checked: Checked<Value>, answer: (value: Value) => unknown): Answer {
  if (!checked.ok) return errorAnswer(400, 'not_done', `Not done: ${checked.reason}.`);
  const result = answer(checked.value);
  return jsonAnswer(result ?? checked.value);
}

/** Answers a request under `/_control/`. No authentication: the simulator listens on the loopback address only. */
export function answerControl(control: Control, method: string, url: string, body: string): Answer {
  const [path = ''] = url.slice(controlPath.length).split('?');
  const actions: Readonly<Record<string, () => Answer>> = {
    'POST faults': () => withInput(parseFault(body), control.setFault),
    'DELETE faults': () => cleared(control.clearFaults),
    'POST mutations': () => withInput(parseMutation(body), control.mutate),
    'POST drift': () => withInput(parseDrift(body), control.drift),
    'DELETE drift': () => cleared(control.clearDrift),
    'POST tokens/revoke': () => withInput(parseRevocation(body), control.revokeTokens),
    'GET tokens': () => jsonAnswer(control.tokens()),
    'GET requests': () => jsonAnswer(control.requests()),
    'GET requests/window': () => jsonAnswer(control.window()),
    'DELETE requests': () => cleared(control.clearRequests),
  };
  const action = actions[`${method} ${path}`];
  return action?.() ?? errorAnswer(404, 'not_found', `There are: ${Object.keys(actions).join(', ')}.`);
}

function cleared(clear: () => void): Answer {
  clear();
  return done;
}

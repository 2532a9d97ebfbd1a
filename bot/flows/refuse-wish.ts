import type { Refusal, Verb } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { TabAsked } from '../tab-contract/machines.ts'
import type { TabProblem } from '../tab-contract.ts'

/** Nothing is done for a person who saw something else than what is on record now. */
export function stale({ headline }: TabAsked): TabProblem {
  const detail = `It stands now: ${headline}. Nothing was done. Look at the machine and ask again if it is still needed.`
  return { type: 'about:blank', status: 409, title: 'The machine has moved on', detail }
}

/** What a person is told of a wish that was refused. */
export function refused(refusal: Refusal, verb: Verb, { machineGroup }: Machine): TabProblem {
  const title = NOT_DONE[verb] ?? 'Not done'
  return { type: 'about:blank', status: statusOf(refusal), title, detail: refusalWords(refusal, verb, machineGroup) }
}

const NOT_DONE: { readonly [verb in Verb]?: string } = {
  isolate: 'Not isolated',
  unisolate: 'Not released',
  contain: 'Not contained',
  cancel: 'Not cancelled',
}

/** What is told to whoever names a file of their own. */
export const NO_EVIDENCE: TabProblem = {
  type: 'about:blank',
  status: 422,
  title: 'Not stopped',
  detail: 'This file is not among the evidence of the machine’s alerts. Nothing was done.',
}

function statusOf(refusal: Refusal): number {
  switch (refusal) {
    case 'defender-refused':
    case 'app-refused':
    case 'scope-missing':
    case 'role-missing':
    case 'unauthorized':
    case 'app-unauthorized':
      return 403
    case 'sign-in-needed':
      return 401
    case 'already-running':
    case 'has-ended':
    case 'overtaken':
      return 409
    case 'unsupported':
    case 'rejected':
      return 422
    case 'throttled':
      return 429
    case 'unreachable':
    case 'stopped':
    case 'actions-stopped':
      return 503
  }
}

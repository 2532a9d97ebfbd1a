import type { TabApproval, TabControls } from '../../bot/tab-contract/controls.ts'
import type { TabIsolations, TabSuccessors } from '../../bot/tab-contract/isolations.ts'
import type { TabReview } from '../../bot/tab-contract/machines.ts'
import { ISOLATED, id, minutesBefore, review } from './samples.ts'

/** What is isolated: overdue and nobody's, another's, and one's own. */
export function isolations(now: number): TabIsolations {
  const one = (digit: string, name: string, machineGroup: string, over: Partial<TabReview>) => ({
    id: id(digit),
    name,
    machineGroup,
    containment: ISOLATED,
    suggestedReason: 'Released from Teams',
    review: review(now, { id: `r${digit}`, ...over }),
  })
  return {
    isolations: [
      one('3', 'srv-db-02', 'Servers', {
        owner: null,
        mine: false,
        since: minutesBefore(now, 3_000),
        dueAt: minutesBefore(now, 130),
      }),
      one('4', 'fin-laptop-11', 'Workstations', { owner: 'Lee Lead', mine: false, dueAt: minutesBefore(now, -90) }),
      one('1', 'fin-laptop-07', 'Workstations', {}),
    ],
    asOf: minutesBefore(now, 0),
  }
}

/** Of many in the channel. */
export const SUCCESSORS: TabSuccessors = {
  people: [
    { id: 'oid-kim', name: 'Kim Kline' },
    { id: 'oid-lee', name: 'Lee Lead' },
  ],
  more: 2,
}

/** Nothing is stopped and nothing waits, for somebody who is no lead. */
export const CONTROLS: TabControls = { lead: false, stopped: null, approvals: [], batches: [] }

/** Robin's request about the first machine, as a lead sees it. */
export function approval(now: number, over: Partial<TabApproval> = {}): TabApproval {
  return {
    id: '0123456789abcdef',
    machine: { id: id('1'), name: 'fin-laptop-07' },
    verb: 'isolate',
    what: 'Isolate (full)',
    sha1: null,
    isolation: true,
    askedBy: 'Robin Responder',
    own: false,
    because: 'its device value is High',
    reason: 'Memory of lsass.exe was read by an unusual process (incident 4711)',
    askedAt: minutesBefore(now, 4),
    endsAt: minutesBefore(now, -26),
    mayApprove: true,
    mayDecline: true,
    mayGoAlone: true,
    ...over,
  }
}

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { VerifyToken } from '../adapters/entra/verify-token.ts'
import { createTabFiles } from '../adapters/http/tab-files.ts'
import type { TabRoutes } from '../adapters/http/tab-routes.ts'
import type { Changes } from '../changes.ts'
import { BotError } from '../domain/error.ts'
import { actFromTab } from '../flows/act-from-tab.ts'
import { beginFromTab, showChoices, showNewestBatch, steerFromTab } from '../flows/batch-from-tab.ts'
import { confirmRules } from '../flows/confirm-rules.ts'
import { decideFromTab, stopFromTab } from '../flows/decide-from-tab.ts'
import { followAsPerson } from '../flows/follow-as-person.ts'
import { packageForTab } from '../flows/package-for-tab.ts'
import { refuseInTab } from '../flows/refuse-in-tab.ts'
import { listSuccessors, reviewFromTab } from '../flows/review-from-tab.ts'
import { createEyes } from '../flows/see-as-person.ts'
import { listAlerts, showAlert } from '../flows/show-alerts.ts'
import { showControls } from '../flows/show-controls.ts'
import { listIsolations } from '../flows/show-isolations.ts'
import { showMachine } from '../flows/show-machine.ts'
import { showMe } from '../flows/show-me.ts'
import { showTriage, triageFromTab } from '../flows/triage-from-tab.ts'
import type { Ground } from './ground.ts'
import type { Inside } from './way-in.ts'

/** Where `npm run build` puts the tab. */
const BUILT = join(import.meta.dirname, '..', '..', 'tab', 'dist')

/** The tab and its API. */
export function tabOf(ground: Ground, inside: Inside & { readonly verify: VerifyToken; readonly changes: Changes }): TabRoutes {
  const { events, store, now, newId, look } = ground
  const { tokens, signIn, changes } = inside
  const defender = ground.defenderAsPerson('tab')
  const acting = ground.defenderAsPerson('click')
  const eyes = createEyes({
    tokens,
    defender,
    shown: ({ id, name }, machineGroups) => confirmRules({ store, now }, { id, name }, machineGroups),
    now,
  })
  const ports = {
    store,
    eyes,
    tokens,
    roster: ground.connector,
    defender,
    policy: ground.policy,
    now,
    newId,
    portalUrl: look.portalUrl,
    times: look.times,
    listen: changes.listen,
    pause: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    background: inside.background.run,
    run: inside.runBatch,
  }
  return {
    files: createTabFiles(BUILT, ground.cloud),
    api: {
      who: (token) => inside.verify(token, null),
      me: (viewer, signal) => showMe(ports, viewer, signal),
      alerts: (viewer, filter, signal) => listAlerts(ports, viewer, filter, signal),
      alert: (viewer, id, signal) => showAlert(ports, viewer, id, signal),
      machine: (viewer, id, signal) => showMachine(ports, viewer, id, signal),
      async act(viewer, id, verb, wanted, signal) {
        const answer = await ground.trail.during('click', () =>
          actFromTab({ ...ports, defender: acting }, viewer, id, verb, wanted, signal),
        )
        inside.deliver()
        return answer
      },
      triage: (viewer, place, signal) => showTriage({ ...ports, alerts: ground.alertsAsPerson('tab') }, viewer, place, signal),
      async triaging(viewer, place, wanted, signal) {
        const answer = await ground.trail.during('click', () =>
          triageFromTab({ ...ports, alerts: ground.alertsAsPerson('click') }, viewer, place, wanted, signal),
        )
        inside.deliver()
        return answer
      },
      isolations: (viewer, signal) => listIsolations(ports, viewer, signal),
      successors: (viewer, id, signal) => listSuccessors(ports, viewer, id, signal),
      async review(viewer, id, wanted, signal) {
        const answer = await ground.trail.during('click', () =>
          reviewFromTab({ ...ports, defender: acting }, viewer, id, wanted, signal),
        )
        inside.deliver()
        return answer
      },
      batchChoices: (viewer, verb, ids, signal) => showChoices(ports, viewer, verb, ids, signal),
      beginBatch: (viewer, wanted, signal) => ground.trail.during('click', () => beginFromTab(ports, viewer, wanted, signal)),
      newestBatch: (viewer, signal) => showNewestBatch(ports, viewer, signal),
      steerBatch: (viewer, id, how, signal) => ground.trail.during('click', () => steerFromTab(ports, viewer, id, how, signal)),
      packageLink: (viewer, id, signal) => packageForTab({ ...ports, defender: acting }, viewer, id, signal),
      controls: (viewer, signal) => showControls(ports, viewer, signal),
      async decide(viewer, id, how, why, signal) {
        const answer = await ground.trail.during('click', () =>
          decideFromTab({ ...ports, defender: acting }, viewer, id, how, why, signal),
        )
        inside.deliver()
        return answer
      },
      async stop(viewer, stops, signal) {
        const answer = await stopFromTab(ports, viewer, stops, signal)
        inside.deliver()
        return answer
      },
      follow: (viewer, send, over) =>
        followAsPerson(ports, viewer, send, (error) => {
          if (!(error instanceof BotError)) events.requestFailed(error)
          over()
        }),
      refuse: (error, viewer, wish) => refuseInTab({ store, now, signIn, mode: look.mode }, error, viewer, wish),
    },
  }
}

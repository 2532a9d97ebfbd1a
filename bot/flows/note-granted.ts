import type { Granted, Mode } from '../domain/granted.ts'
import { isReadOnly, lacksTriage, MACHINE_ISOLATE, missingFrom, offersMore } from '../domain/granted.ts'
import type { Instant } from '../domain/instant.ts'
import type { Clock } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { settleCases } from './settle-cases.ts'
import { tellOperator } from './tell-operator.ts'

/** What noting needs. */
export interface GrantedPorts {
  readonly store: Store
  readonly mode: Mode
  /** Where an administrator grants what is missing. */
  readonly consentUrl: () => string
  readonly now: Clock
}

/**
 * Notes what the newest token that may act carries. When that differs from before, the cards of open cases follow, and the
 * operator is told what is missing now. Answers that, or `null` when the same is missing as before.
 */
export async function noteGranted(
  ports: GrantedPorts,
  permissions: readonly string[],
  issuedAt: Instant,
): Promise<readonly string[] | null> {
  const granted: Granted = { mode: ports.mode, permissions: permissions.toSorted(), since: issuedAt }
  if (isNoNews(await ports.store.granted(), granted)) return null
  return ports.store.transaction(async (records) => {
    const before = await records.granted()
    if (isNoNews(before, granted)) return null
    await replace(records, before, granted, ports.now())
    const missing = missingFrom(granted)
    if (missing.join() === (before ? missingFrom({ ...before, mode: granted.mode }) : []).join()) return null
    await tellOperator({ store: records, now: ports.now }, `granted:${issuedAt}`, noticeOf(missing, ports.consentUrl))
    return missing
  })
}

/** It may have changed, and only the next token tells: until then buttons are offered, and checked at the click. */
export async function forgetGranted({ store, now }: GrantedPorts): Promise<void> {
  await store.transaction(async (records) => {
    const before = await records.granted()
    await replace(records, before, null, now())
    if (before && missingFrom(before).length > 0)
      await tellOperator({ store: records, now }, `forgotten:${before.since}`, FORGOTTEN)
  })
}

const FORGOTTEN = {
  title: 'Permissions may have been granted',
  lines: [
    'An administrator came back from Entra. Isolate and Release are offered again; whoever presses next finds out.',
    'Should something still be missing, it is told here.',
  ],
}

/** The same as before, or older: exchanges that overlap may end in another order than they began. */
function isNoNews(before: Granted | null, { mode, permissions, since }: Granted): boolean {
  if (before?.mode !== mode) return false
  return since < before.since || before.permissions.join() === permissions.join()
}

async function replace(records: Records, before: Granted | null, after: Granted | null, now: Instant): Promise<void> {
  await records.setGranted(after)
  if (withheld(before) !== withheld(after)) await settleCases(records, await records.openCaseIds(), now)
}

/** What cards do not offer, in a form to compare. */
function withheld(granted: Granted | null): string {
  const lacksMore = (all: Granted, mode: Mode) => !offersMore(all, mode)
  return [isReadOnly, lacksTriage, lacksMore].map((lacks) => granted !== null && lacks(granted, granted.mode)).join()
}

function noticeOf(missing: readonly string[], consentUrl: () => string) {
  if (missing.length === 0)
    return { title: 'All permissions are granted', lines: ['Everything that PocketSOC asks of Defender is granted.'] }
  const readOnly = missing.includes(MACHINE_ISOLATE)
  return {
    title: readOnly ? 'Read-only: Machine.Isolate is not granted' : 'A permission at Defender is missing',
    lines: [
      `Missing: ${missing.join(', ')}.`,
      readOnly
        ? 'Nobody can isolate or release from here, and the cards say so. Everything else goes on.'
        : 'What needs it is not offered, or told as not known. Everything else goes on.',
    ],
    link: { title: 'Grant it as administrator', url: consentUrl() },
  }
}

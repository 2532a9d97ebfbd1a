import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import type { CaseId } from '../domain/ids.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { auditClick } from './audit-click.ts'
import { MOST_ALERTS } from './plan-send.ts'

/** What whoever pressed a button that is not ours is told. */
export const NOT_OURS: ClickReply = {
  is: 'words',
  text: 'This button is not one of mine, or its card is from another place or no longer shown. Nothing was done.',
}

/** The case that a button names, if the button was pressed where the case is and is shown; else that is on record, and `null`. */
export async function caseOfClick(
  ports: { readonly store: Store; readonly now: Clock },
  click: Click,
  caseId: CaseId | undefined,
): Promise<CaseFile | null> {
  const file = caseId && (await ports.store.caseFile(caseId, MOST_ALERTS))
  const here = file && file.conversation.id === click.conversationId
  if (here && !file.hidden) return file
  await auditClick(ports, click, here ? 'no longer shown in this chat' : 'not a button of this conversation')
  return null
}

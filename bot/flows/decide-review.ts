import type { ReviewClick } from '../cards/parse-review-click.ts'
import { parseReviewClick } from '../cards/parse-review-click.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { IsolationReview, ReviewFile } from '../domain/isolation-review.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { DefenderAsPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'
import { changeReview } from './change-review.ts'
import { isHidden } from './gather-facts.ts'
import { MOST_ALERTS } from './plan-send.ts'
import { reviewFile } from './review-file.ts'

/** What deciding needs. */
export interface ReviewPorts extends PersonPorts {
  readonly store: Store
  readonly defender: Pick<DefenderAsPerson, 'machine'>
  readonly render: {
    readonly caseCard: (file: CaseFile) => object
    /** `private`: opened from the case's card, and leads back there. */
    readonly reviewCard: (file: ReviewFile, way: 'shared' | 'private') => object
  }
}

const HIDDEN = 'Defender does not show you this machine. Nothing was changed.'
const NOT_SAID = 'Defender could not say whether you may see this machine. Nothing was changed; try again.'

/**
 * Shows the review of a machine's isolation, extends it, or makes whoever presses its owner. They sign in as themselves, and
 * need what isolating needs as far as their token tells, and to be shown the machine by Defender now.
 */
export async function decideReview(ports: ReviewPorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const asked = parseReviewClick(click.verb, click.data)
  const found = asked && (await reviewOfClick(ports, click, asked))
  if (!found) return NOT_OURS
  const { review, file } = found
  if (asked.do === 'show' || click.automatic || review === null) return show(ports, asked, found)

  const about = { caseId: file?.case.id ?? null, machineId: review.machineId }
  if (review.endedAt !== null || review.revision !== asked.nonce) {
    await auditClick(ports, click, 'out of date', about)
    return show(ports, asked, found)
  }
  const { conversationId, person: presser } = click
  const signIn = {
    personId: presser.id,
    conversationId,
    caseId: about.caseId,
    verb: `${click.verb}:${review.id}`,
    nonce: asked.nonce,
  }
  const person = await actingPerson(ports, click, signIn, signal)
  if (!isPerson(person)) return person
  const refuse = async (why: string, text: string): Promise<ClickReply> => {
    await auditClick(ports, click, why, about)
    return { is: 'words', text }
  }
  const refusal = refusalOfRights(person, 'isolate')
  if (refusal) return refuse(refusal, refusalWords(refusal, 'isolate', null))
  try {
    await ports.defender.machine(review.machineId, person.token, signal)
  } catch (error) {
    if (isHidden(error)) return refuse('Defender hides the machine', HIDDEN)
    if (!(error instanceof BotError)) throw error
    return error.code === 'sign-in-needed' ? askToSignIn(ports, click, signIn, error) : { is: 'words', text: NOT_SAID }
  }
  const wish = asked.do === 'extend' ? ({ do: 'extend', hours: asked.hours } as const) : ({ do: 'take-over' } as const)
  const changed = await changeReview(ports, review.id, asked.nonce, presser, wish)
  if (!changed) await auditClick(ports, click, 'out of date', about)
  return show(ports, asked, { ...found, review: await ports.store.review(review.id) })
}

interface Found {
  /** `null` when the machine of the case is no longer isolated. */
  readonly review: IsolationReview | null
  readonly file: CaseFile | null
}

/** The review that a button names, if the button was pressed where that review is asked for, or where the machine's case is. */
async function reviewOfClick(ports: ReviewPorts, click: Click, asked: ReviewClick): Promise<Found | null> {
  if (asked.do === 'show') {
    const file = await caseOfClick(ports, click, asked.caseId)
    return file && { review: file.review, file }
  }
  const review = await ports.store.review(asked.reviewId)
  if (asked.caseId !== null) {
    const file = await caseOfClick(ports, click, asked.caseId)
    return file && review?.machineId === file.case.machineId ? { review, file } : null
  }
  if (review?.asked && review.asked.conversationId === click.conversationId) return { review, file: null }
  await auditClick(ports, click, 'not a button of this conversation')
  return null
}

async function show(ports: ReviewPorts, asked: ReviewClick, { review, file }: Found): Promise<ClickReply> {
  const { store, render } = ports
  const back = asked.do !== 'show' && asked.back
  if (file && (review === null || back)) {
    return { is: 'card', card: render.caseCard((await store.caseFile(file.case.id, MOST_ALERTS)) ?? file) }
  }
  if (!review) return NOT_OURS
  const shown = await reviewFile(store, review, file?.case.id ?? null)
  return { is: 'card', card: render.reviewCard(shown, asked.do === 'show' ? 'private' : 'shared') }
}

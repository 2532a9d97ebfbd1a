import type { ReviewClick } from '../cards/parse-review-click.ts'
import { parseReviewClick } from '../cards/parse-review-click.ts'
import type { Times } from '../cards/times.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { IsolationReview, ReviewFile } from '../domain/isolation-review.ts'
import type { Successor } from '../domain/member.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { Roster } from '../ports/roster.ts'
import type { DefenderAsPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'
import type { ReviewWish } from './change-review.ts'
import { changeReview } from './change-review.ts'
import { findSuccessors } from './find-successors.ts'
import { isHidden } from './gather-facts.ts'
import { MOST_ALERTS } from './plan-send.ts'
import { reviewFile } from './review-file.ts'

/** What deciding needs. */
export interface ReviewPorts extends PersonPorts {
  readonly store: Store
  readonly roster: Roster
  readonly times: Times
  readonly defender: Pick<DefenderAsPerson, 'machine'>
  readonly render: {
    readonly caseCard: (file: CaseFile) => object
    /** `private`: opened from the case's card, and leads back there. */
    readonly reviewCard: (file: ReviewFile, way: 'shared' | 'private') => object
    readonly handOverCard: (file: ReviewFile, people: readonly Successor[], back: boolean) => object
  }
}

const HIDDEN = 'Defender does not show you this machine. Nothing was changed.'
const NOT_CHOSEN = 'Choose a person first. Nothing was changed.'
const NOT_HERE = 'This person cannot be chosen here any more. Nothing was changed; look again who is here.'
const NOT_SAID = 'Defender could not say whether you may see this machine. Nothing was changed; try again.'

/**
 * Shows the review of a machine's isolation, extends it, or makes whoever presses its owner, or somebody else of the channel.
 * They sign in as themselves, and need what isolating needs as far as their token tells, and to be shown the machine by
 * Defender now.
 */
export async function decideReview(ports: ReviewPorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const asked = parseReviewClick(click.verb, click.data)
  const found = asked && (await reviewOfClick(ports, click, asked))
  if (!found) return NOT_OURS
  const { review, file } = found
  if (asked.do === 'show' || asked.do === 'back' || click.automatic || review === null) return show(ports, click, asked, found)

  const about = { caseId: file?.case.id ?? null, machineId: review.machineId }
  if (review.endedAt !== null || review.revision !== asked.nonce) {
    await auditClick(ports, click, 'out of date', about)
    return show(ports, click, asked, found)
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
  const wish = await wishOf(ports, click, asked, { review, file }, refuse, signal)
  if ('is' in wish) return wish
  const changed = await changeReview(ports, review.id, asked.nonce, presser, wish)
  if (!changed) await auditClick(ports, click, 'out of date', about)
  return show(ports, click, asked, { ...found, review: await ports.store.review(review.id) })
}

/** What is wanted of the review, or what the person gets to see instead; the chosen one must be in the channel now. */
async function wishOf(
  ports: ReviewPorts,
  click: Click,
  asked: Exclude<ReviewClick, { do: 'show' }>,
  { review, file }: Found & { readonly review: IsolationReview },
  refuse: (why: string, text: string) => Promise<ClickReply>,
  signal: AbortSignal,
): Promise<ReviewWish | ClickReply> {
  if (asked.do === 'extend') return { do: 'extend', hours: asked.hours }
  if (asked.do === 'take-over') return { do: 'take-over' }
  if (asked.do === 'hand-over' && asked.to === null) return { is: 'words', text: NOT_CHOSEN }
  const found = await findSuccessors(ports, click.conversationId, review, click.person.id, signal)
  if (found.is === 'untold') return { is: 'words', text: found.why }
  const where = { conversationId: click.conversationId, caseId: file?.case.id ?? null }
  if (asked.do === 'hand-over') {
    const to = found.people.find(({ id }) => id === asked.to)
    return to ? { do: 'hand-over', to, where } : refuse('not among those of the channel', NOT_HERE)
  }
  const shown = await reviewFile(ports.store, review, { caseId: where.caseId, kind: click.kind })
  return { is: 'card', card: ports.render.handOverCard(shown, found.people, asked.back) }
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

/** What a button that changes a review was opened from; for one that only shows it, the review. */
async function show(ports: ReviewPorts, { kind }: Click, asked: ReviewClick, { review, file }: Found): Promise<ClickReply> {
  const { store, render } = ports
  const back = asked.do !== 'show' && asked.back
  if (file && (review === null || (back && asked.do !== 'back'))) {
    return { is: 'card', card: render.caseCard((await store.caseFile(file.case.id, MOST_ALERTS)) ?? file) }
  }
  if (!review) return NOT_OURS
  const shown = await reviewFile(store, review, { caseId: file?.case.id ?? null, kind })
  return { is: 'card', card: render.reviewCard(shown, asked.do === 'show' || back ? 'private' : 'shared') }
}

import { parseClick } from '../cards/parse-click.ts'
import type { BatchVerb } from '../domain/batch.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import type { Offer } from '../domain/offers.ts'
import { offersOf } from '../domain/offers.ts'
import { refusalByDefender, refusalWords } from '../domain/refusal.ts'
import type { Store } from '../records.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { severalOffered } from './answer-several.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'
import type { FactPorts } from './gather-facts.ts'
import { readAsPerson } from './gather-facts.ts'
import { readOffers } from './read-offers.ts'

/** What showing what else can be done needs. */
export interface MorePorts extends Omit<PersonPorts, 'store'>, FactPorts {
  readonly store: Store
  readonly render: {
    readonly moreCard: (
      file: CaseFile,
      offers: readonly Offer[],
      files: readonly EvidenceFile[],
      several: readonly BatchVerb[],
    ) => object
  }
}

/** Answers a press of "More" with what the person's own token may ask of the case's machine, for them alone. */
export async function showMore(ports: MorePorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const { store } = ports
  const asked = parseClick(click.verb, click.data)
  const file = await caseOfClick(ports, click, asked?.caseId)
  if (!asked || !file || file.case.machineId === null) return NOT_OURS

  const { machineId } = file.case
  const signIn = {
    personId: click.person.id,
    conversationId: click.conversationId,
    caseId: asked.caseId,
    verb: asked.verb,
    nonce: asked.nonce,
  }
  const person = await actingPerson(ports, click, signIn, signal)
  if (!isPerson(person)) return person
  try {
    const told = await readAsPerson(ports, machineId, person, signal)
    if (told === 'hidden') {
      await auditClick(ports, click, 'Defender hides the machine', { caseId: file.case.id, machineId })
      const text = refusalWords(refusalByDefender(person.mode), 'isolate', file.machine?.machineGroup ?? null)
      return { is: 'words', text }
    }
    const facts = await readOffers(store, machineId, told.machine ?? file.machine, file.alerts, person.permissions)
    const several = await severalOffered(store, file)
    return { is: 'card', card: ports.render.moreCard(file, offersOf(facts), facts.files, several) }
  } catch (error) {
    if (error instanceof BotError && error.code === 'sign-in-needed') return askToSignIn(ports, click, signIn, error)
    throw error
  }
}

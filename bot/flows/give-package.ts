import type { PackageClick } from '../cards/parse-click.ts'
import { parsePackageClick } from '../cards/parse-click.ts'
import { KINDS } from '../domain/action-kind.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { ActionId, CaseId, MachineId } from '../domain/ids.ts'
import { askerOf } from '../domain/intent.ts'
import { actionsOfFamily } from '../domain/machine-action.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { ActingPerson, Clock, DefenderAsPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { auditClick } from './audit-click.ts'
import { caseOfClick, NOT_OURS } from './case-of-click.ts'

/** What giving a package needs. */
export interface PackagePorts extends Omit<PersonPorts, 'store'> {
  readonly store: Store
  readonly defender: Pick<DefenderAsPerson, 'packageUri'>
  readonly render: {
    readonly packageLinkCard: (machine: string | null, url: string, again: PackageClick) => object
  }
}

/** A package that Defender holds. */
interface Package {
  readonly actionId: ActionId
  readonly machineId: MachineId
  readonly caseId: CaseId | null
}

const NO_PACKAGE: ClickReply = {
  is: 'words',
  text: 'Defender has no package of this machine that I know of. Collect one under More.',
}

/** Answers a press of "Get the link": fetched at that moment as the person, shown to them alone, and kept nowhere. */
export async function givePackage(ports: PackagePorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const asked = parsePackageClick(click.data)
  if (!asked) {
    await auditClick(ports, click, 'not a button of this conversation')
    return NOT_OURS
  }
  const found = 'caseId' in asked ? await ofCase(ports, click, asked.caseId) : await ofIntent(ports, click, asked)
  if ('is' in found) return found

  const about = found.caseId && { caseId: found.caseId, machineId: found.machineId }
  const signIn = {
    personId: click.person.id,
    conversationId: click.conversationId,
    caseId: found.caseId,
    verb: click.verb,
    nonce: 0,
  }
  const person = await actingPerson(ports, click, signIn, signal)
  if (!isPerson(person)) return person
  const refusal = refusalOfRights(person, 'collect')
  if (refusal) {
    await auditClick(ports, click, refusal, about)
    return { is: 'words', text: refusalWords(refusal, 'collect', null) }
  }
  try {
    const url = await fetchLink(ports, found, click.person, person, signal)
    const machine = (await ports.store.machines([found.machineId])).get(found.machineId)
    return { is: 'card', card: ports.render.packageLinkCard(machine?.name ?? null, url, asked) }
  } catch (error) {
    if (!(error instanceof BotError)) throw error
    if (error.code === 'sign-in-needed') return askToSignIn(ports, click, signIn, error)
    await auditClick(ports, click, `no link: ${error.code}`, about)
    return { is: 'words', text: noLinkWords(error) }
  }
}

/** The newest package of a machine that the record knows to be there; `null` for none. */
export async function newestPackage(store: Store, machineId: MachineId): Promise<ActionId | null> {
  const actions = actionsOfFamily(await store.actionsOfMachine(machineId, 50), 'package')
  return actions.find(({ status }) => status === 'Succeeded')?.id ?? null
}

/** Asks Defender for the link as the person, and has on record that they got it. @throws BotError */
export async function fetchLink(
  {
    store,
    defender,
    now,
  }: { readonly store: Store; readonly defender: Pick<DefenderAsPerson, 'packageUri'>; readonly now: Clock },
  { actionId, machineId, caseId }: Package,
  person: Click['person'],
  { token, mode, upn }: ActingPerson,
  signal: AbortSignal,
): Promise<string> {
  const url = await defender.packageUri(actionId, token, signal)
  const detail = { mode, ...(upn && { upn }) }
  await store.appendAudit({ at: now(), event: 'package.given', person, machineId, caseId, intentId: null, actionId, detail })
  return url
}

/** Why there is no link, in words. */
export function noLinkWords({ code }: BotError): string {
  switch (code) {
    case 'not-found':
      return 'Defender has no such package any more, or does not show it to you. Collect one anew.'
    case 'forbidden':
      return `Defender refused. The link needs the role ${KINDS.collect.role} and access to the machine.`
    case 'throttled':
      return 'Defender gives only a few links a minute. Try again in a minute.'
    default:
      return 'Defender gave no link just now. Try again.'
  }
}

async function ofCase(ports: PackagePorts, click: Click, caseId: CaseId): Promise<Package | ClickReply> {
  const file = await caseOfClick(ports, click, caseId)
  if (!file || file.case.machineId === null) return NOT_OURS
  const { machineId } = file.case
  const actionId = await newestPackage(ports.store, machineId)
  return actionId ? { actionId, machineId, caseId } : NO_PACKAGE
}

/** The message in somebody's own chat: only for whoever asked for the package, and whoever approved that. */
async function ofIntent(
  ports: PackagePorts,
  click: Click,
  asked: Extract<PackageClick, { intentId: unknown }>,
): Promise<Package | ClickReply> {
  const intent = await ports.store.intent(asked.intentId)
  const theirs = intent && [askerOf(intent), intent.person].some(({ id }) => id === click.person.id)
  if (theirs && intent.verb === 'collect' && intent.actionId)
    return { actionId: intent.actionId, machineId: intent.machineId, caseId: intent.caseId }
  await auditClick(ports, click, 'not their package')
  return NOT_OURS
}

import { parseDraftClick } from '../cards/parse-click.ts'
import { SEVERITIES } from '../domain/alert.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import type { WatchWish } from '../domain/command.ts'
import type { Notice } from '../domain/delivery.ts'
import type { Draft } from '../domain/draft.ts'
import { BotError } from '../domain/error.ts'
import type { RuleId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { MachineGroup } from '../domain/machine-group.ts'
import { groupWords, sameGroup } from '../domain/machine-group.ts'
import { fresh } from '../domain/plan.ts'
import type { Policy } from '../domain/policy.ts'
import type { Rule } from '../domain/rule.ts'
import { cardsAfterRule, ruleWords } from '../domain/rule-words.ts'
import type { ActingPerson, DefenderAsPerson, NewId } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import type { PersonPorts } from './acting-person.ts'
import { actingPerson, askToSignIn, isPerson } from './acting-person.ts'
import { auditChange } from './audit-change.ts'
import { auditClick } from './audit-click.ts'
import { confirmRules } from './confirm-rules.ts'
import { shownGroups } from './see-as-person.ts'
import { addRule, removeRule } from './set-rules.ts'
import { stopActions } from './stop-actions.ts'

/** What deciding needs. */
export interface DraftPorts extends PersonPorts {
  readonly store: Store
  readonly defender: Pick<DefenderAsPerson, 'machineGroups'>
  readonly policy: Policy
  readonly newId: NewId
  readonly noticeCard: (notice: Notice) => object
}

const OVER = 'This was decided already, or is older than a quarter of an hour. Nothing was changed.'
const LEADS_ONLY = 'Only somebody with the role Lead may change this. Nothing was changed.'

/** Confirms what somebody wrote, if the person who pressed may: a channel is for leads, a 1:1 chat for what Defender shows its person. */
export async function decideDraft(ports: DraftPorts, click: Click, signal: AbortSignal): Promise<ClickReply> {
  const id = parseDraftClick(click.data)
  const draft = id && (await ports.store.draft(id, ports.now()))
  if (!draft) return { is: 'words', text: OVER }
  if (draft.conversationId !== click.conversationId) {
    await auditClick(ports, click, 'a draft of another conversation')
    return { is: 'words', text: OVER }
  }
  const what = {
    personId: click.person.id,
    conversationId: click.conversationId,
    caseId: null,
    verb: `${click.verb}:${draft.id}`,
    nonce: 0,
  }
  const person = await actingPerson(ports, click, what, signal)
  if (!isPerson(person)) return person
  try {
    const refused = click.kind === 'channel' || !OF_THE_CHAT.has(draft.change.do) ? leadsOnly(person) : null
    if (refused !== null) return await refuse(ports, click, refused)
    if (click.kind !== 'personal' || !BY_SIGHT.has(draft.change.do)) return await carryOut(ports, click, draft)
    const shown = await shownGroups(ports.defender, person, signal)
    await confirmRules(ports, click.person, shown)
    if (draft.change.do !== 'watch') return await carryOut(ports, click, draft)
    const wish = withinSight(draft.change.wish, shown)
    if (typeof wish === 'string') return await refuse(ports, click, wish)
    return await carryOut(ports, click, { ...draft, change: { do: 'watch', wish } })
  } catch (error) {
    if (!(error instanceof BotError)) throw error
    if (error.code === 'sign-in-needed') return askToSignIn(ports, click, what, error)
    return { is: 'words', text: 'Defender could not say what you may see. Nothing was changed; try again.' }
  }
}

/** What a person decides for their own 1:1 chat; everything else is a lead's. */
const OF_THE_CHAT: ReadonlySet<Draft['change']['do']> = new Set(['watch', 'unwatch', 'go-on'])
/** Of that, what Defender is asked about first. */
const BY_SIGHT: ReadonlySet<Draft['change']['do']> = new Set(['watch', 'go-on'])

function leadsOnly({ roles }: ActingPerson): string | null {
  return roles.includes('Lead') ? null : LEADS_ONLY
}

/** In a 1:1 chat a rule is limited to the machine groups that Defender shows the person; words say what is not among them. */
function withinSight(wish: WatchWish, seen: readonly MachineGroup[]): WatchWish | string {
  if (seen.length === 0) return 'Defender shows you no machines, so there is nothing to watch for you. Nothing was changed.'
  const hidden = wish.machineGroups.filter((group) => !seen.some((one) => sameGroup(one, group)))
  if (hidden.length > 0) return `Defender shows you no machine group ${hidden.map(groupWords).join(', ')}. Nothing was changed.`
  return wish.machineGroups.length > 0 ? wish : { ...wish, machineGroups: seen }
}

/** All at once, so that after a failure it is there to be pressed again. */
async function carryOut(ports: DraftPorts, click: Click, draft: Draft): Promise<ClickReply> {
  const done = await ports.store.transaction(async (records) => {
    if (!(await records.takeDraft(draft.id))) return null
    const done = await change(ports, records, click, draft)
    if (click.kind === 'channel') {
      const told = { title: `${done.title} · ${click.person.name}`, lines: done.lines, buttons: [] }
      const content = { what: 'notice', notice: told, threadId: null } as const
      const delivery = fresh(`notice:draft:${draft.id}`, draft.conversationId, content, SEVERITIES.length, 0)
      await records.enqueue([delivery], ports.now())
    }
    return done
  })
  return done ? { is: 'card', card: ports.noticeCard({ ...done, buttons: [] }) } : { is: 'words', text: OVER }
}

async function change(
  ports: DraftPorts,
  records: Records,
  click: Click,
  { change: wanted, conversationId }: Draft,
): Promise<Omit<Notice, 'buttons'>> {
  const { now } = ports
  switch (wanted.do) {
    case 'watch': {
      const rule = ruleFrom(ports, click, wanted.wish)
      await addRule(records, rule, click.person)
      return { title: 'Watching', lines: ruleWords(rule) }
    }
    case 'unwatch': {
      const removed = await removeRule(records, wanted.ruleId, click.person, now())
      return { title: removed ? 'The rule has ended' : 'The rule had ended already', lines: [cardsAfterRule(click.kind)] }
    }
    case 'go-on': {
      const rules = (await records.rules()).filter((rule) => rule.conversationId === conversationId)
      if (rules.length === 0) return { title: 'Nothing is watched here', lines: ['Defender shows you none of what was.'] }
      return { title: 'Watching', lines: rules.map((rule) => ruleWords(rule).join(' · ')) }
    }
    case 'digest': {
      await records.saveDigestPlan({ conversationId, wanted: wanted.wanted, toldAt: now() })
      const detail = { conversationId, digest: wanted.wanted ? 'on' : 'off' }
      await auditChange(records, now(), 'digest.set', click.person, detail)
      return { title: wanted.wanted ? 'A digest comes here every morning' : 'No digest comes here any more', lines: [] }
    }
    case 'operator':
      await records.setCursor('operator', conversationId)
      await auditChange(records, now(), 'operator.set', click.person, { conversationId })
      return { title: 'My own reports come here now', lines: [] }
    case 'stop':
    case 'resume': {
      const stops = wanted.do === 'stop'
      const done = await stopActions({ ...ports, records }, click.person, stops)
      if (!done) return { title: stops ? 'Actions were stopped already' : 'Actions were not stopped', lines: [] }
      return stops
        ? {
            title: 'All actions are stopped',
            lines: ['What is under way at Defender goes on. Say "resume actions" to end this.'],
          }
        : { title: 'Actions go on', lines: [] }
    }
  }
}

function ruleFrom({ now, newId }: DraftPorts, click: Click, { lookBackMs, ...wish }: WatchWish): Rule {
  return {
    id: newId(8) as RuleId,
    conversationId: click.conversationId,
    ...wish,
    since: plusMs(now(), -lookBackMs),
    mention: null,
    createdAt: now(),
    createdBy: click.person.id,
    confirmedAt: now(),
  }
}

async function refuse(ports: DraftPorts, click: Click, text: string): Promise<ClickReply> {
  await auditClick(ports, click, text)
  return { is: 'words', text }
}

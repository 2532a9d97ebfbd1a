import { SEVERITIES } from '../domain/alert.ts'
import type { Command } from '../domain/command.ts'
import { parseCommand } from '../domain/command.ts'
import type { Content, Notice } from '../domain/delivery.ts'
import type { Draft } from '../domain/draft.ts'
import { DRAFT_LASTS_MS } from '../domain/draft.ts'
import type { DraftId } from '../domain/ids.ts'
import type { Inbound, Origin } from '../domain/inbound.ts'
import { plusMs } from '../domain/instant.ts'
import { fresh } from '../domain/plan.ts'
import type { Rule } from '../domain/rule.ts'
import { cardsAfterRule, lookBackWords, ruleWords } from '../domain/rule-words.ts'
import type { Stop } from '../domain/stop.ts'
import type { Clock, NewId, UserTokens } from '../ports.ts'
import type { Store } from '../records.ts'
import { auditChange } from './audit-change.ts'

/** What answering needs. */
export interface AnswerPorts {
  readonly store: Store
  readonly tokens: Pick<UserTokens, 'signOut'>
  readonly now: Clock
  readonly newId: NewId
  readonly helpText: (kind: 'channel' | 'personal') => string
}

type Message = Extract<Inbound, { is: 'message' }>
type Answer = { readonly text: string } | { readonly notice: Notice }

/** Whoever waits for words is answered before any card is sent. */
const RANK = SEVERITIES.length

const NOT_IN_GROUPS = 'I work in channels and in 1:1 chats, not in group chats: no alert will come here.'
const DIGEST_WORDS = 'New alerts, open cases and what is isolated now, in one message a day.'
const OLD_CLIENT = 'Your Teams is too old for this button. Update it, or open the card on another device. Nothing was done.'

/**
 * Queues the answer to what somebody wrote, and the first words in a new chat. Nothing changes by writing: what a command
 * would change is shown with a button, so that it takes the way of a click, with the person's own sign-in.
 */
export async function answerMessage(ports: AnswerPorts, inbound: Inbound): Promise<void> {
  const { kind, conversationId, threadId } = inbound.origin
  const say = (key: string, answer: Answer, thread: Message['origin']['threadId']): Promise<void> => {
    const content: Content =
      'text' in answer
        ? { what: 'text', text: answer.text, threadId: thread }
        : { what: 'notice', notice: answer.notice, threadId: thread }
    return ports.store.enqueue([fresh(`${content.what}:${key}`, conversationId, content, RANK, 0)], ports.now())
  }
  if (inbound.is === 'installed' && kind !== 'channel') {
    await say(`hello:${conversationId}`, { text: kind === 'group' ? NOT_IN_GROUPS : ports.helpText(kind) }, null)
  }
  if (inbound.is === 'message') {
    const answer = withStop(await answerTo(ports, inbound), await ports.store.stop())
    await say(inbound.activityId, answer, kind === 'channel' ? (threadId ?? inbound.activityId) : null)
  }
}

/** Nobody learns late that actions are stopped. */
function withStop(answer: Answer, stop: Stop | null): Answer {
  if (stop === null) return answer
  const line = `All actions are stopped by ${stop.by.name}.`
  if ('text' in answer) return { text: `${answer.text}\n\n${line}` }
  return { notice: { ...answer.notice, lines: [...answer.notice.lines, line] } }
}

async function answerTo(ports: AnswerPorts, message: Message): Promise<Answer> {
  const { kind } = message.origin
  if (kind === 'group') return { text: NOT_IN_GROUPS }
  if (message.submitted) return { text: OLD_CLIENT }
  const command = parseCommand(message.text)
  switch (command.is) {
    case 'help':
      return { text: ports.helpText(kind) }
    case 'mistake':
      return { notice: { title: 'I could not use that', lines: [command.why], buttons: [] } }
    case 'rules':
    case 'unwatch':
      return { notice: await rulesNotice(ports, message, command.is === 'unwatch') }
    case 'watch':
    case 'digest':
    case 'operator':
      return { notice: await proposal(ports, message, command) }
    case 'stop':
    case 'resume':
      return { notice: await stopProposal(ports, message, command.is) }
    case 'sign-out':
      await signOut(ports, message.origin)
      return {
        text: 'You are signed out: a button in a channel asks you to sign in. In the tab and a 1:1 chat Teams signs you in by itself, as long as you are there.',
      }
  }
}

async function signOut({ tokens, store, now }: AnswerPorts, { from: person }: Origin): Promise<void> {
  if (person.personId === null) return
  await tokens.signOut(person.personId)
  await auditChange(store, now(), 'session.ended', { id: person.personId, name: person.name ?? '' }, {})
}

async function proposal(
  ports: AnswerPorts,
  message: Message,
  command: Extract<Command, { is: 'watch' | 'operator' | 'digest' }>,
): Promise<Notice> {
  if (command.is === 'operator') {
    const draftId = await addDraft(ports, message, { do: 'operator' })
    return {
      title: 'Send my own reports here?',
      lines: ['What could not be delivered is told here. Somebody with the role Lead has to confirm.'],
      buttons: [{ title: 'Report here', draftId }],
    }
  }
  if (command.is === 'digest') {
    const draftId = await addDraft(ports, message, { do: 'digest', wanted: command.wanted })
    return {
      title: command.wanted ? 'A digest here every morning?' : 'No more digests here?',
      lines: [DIGEST_WORDS, 'Somebody with the role Lead has to confirm.'],
      buttons: [{ title: command.wanted ? 'Send digests' : 'End digests', draftId }],
    }
  }
  const draftId = await addDraft(ports, message, { do: 'watch', wish: command.wish })
  const who =
    message.origin.kind === 'channel'
      ? 'Somebody with the role Lead has to confirm.'
      : 'You will see what Defender shows you, and nothing else.'
  return {
    title: message.origin.kind === 'channel' ? 'Watch this in the channel?' : 'Watch this in our chat?',
    lines: [...ruleWords(command.wish), lookBackWords(command.wish), who],
    buttons: [{ title: 'Watch', draftId }],
  }
}

async function stopProposal(ports: AnswerPorts, message: Message, wanted: 'stop' | 'resume'): Promise<Notice> {
  const stop = await ports.store.stop()
  if (stop !== null && wanted === 'stop') return { title: 'Actions are stopped already', lines: [], buttons: [] }
  if (stop === null && wanted === 'resume') return { title: 'Actions are not stopped', lines: [], buttons: [] }
  const draftId = await addDraft(ports, message, { do: wanted })
  const lead = 'Somebody with the role Lead has to confirm.'
  return wanted === 'stop'
    ? {
        title: 'Stop all actions, everywhere?',
        lines: ['Nobody can isolate, release or do anything else to a machine from here until a lead resumes.', lead],
        buttons: [{ title: 'Stop all actions', draftId }],
      }
    : { title: 'Let actions go on?', lines: [lead], buttons: [{ title: 'Resume actions', draftId }] }
}

async function rulesNotice(ports: AnswerPorts, message: Message, ends: boolean): Promise<Notice> {
  const { conversationId: here, kind } = message.origin
  const rules = (await ports.store.rules()).filter(({ conversationId }) => conversationId === here)
  if (rules.length === 0)
    return { title: 'Nothing is watched here', lines: ['Say "watch high" to begin, or "help".'], buttons: [] }
  const pauses = ({ confirmedAt }: Rule): boolean => kind === 'personal' && confirmedAt === null
  const lines = rules.map((rule, at) => `${at + 1}. ${[...(pauses(rule) ? ['Paused'] : []), ...ruleWords(rule)].join(' · ')}`)
  const title = rules.length === 1 ? 'One rule' : `${rules.length} rules`
  if (!ends) {
    const goOn = async () => [{ title: 'Go on', draftId: await addDraft(ports, message, { do: 'go-on' }) }]
    return { title, lines, buttons: rules.some(pauses) ? await goOn() : [] }
  }
  const buttons = []
  for (const [at, rule] of rules.slice(0, 6).entries()) {
    buttons.push({ title: `End rule ${at + 1}`, draftId: await addDraft(ports, message, { do: 'unwatch', ruleId: rule.id }) })
  }
  return { title: 'Which rule should end?', lines: [...lines, cardsAfterRule(kind)], buttons }
}

async function addDraft({ store, now, newId }: AnswerPorts, { origin }: Message, change: Draft['change']): Promise<DraftId> {
  const id = newId(16) as DraftId
  await store.addDraft({ id, conversationId: origin.conversationId, change, endsAt: plusMs(now(), DRAFT_LASTS_MS) }, now())
  return id
}

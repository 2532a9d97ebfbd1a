import type { Batch } from '../domain/batch.ts'
import { isLive, turnsLeft } from '../domain/batch.ts'
import type { MachineId } from '../domain/ids.ts'
import { ISOLATION_TYPES } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import { STAYS_REACHABLE } from '../domain/warnings.ts'
import type { Message } from '../ports.ts'
import type { BatchTone } from './batch-words.ts'
import { BATCH_WORDS, batchWords, machines as counted, itemWords } from './batch-words.ts'
import type { CardButton } from './card-button.ts'
import { cardButton } from './card-button.ts'
import { isHarsh } from './confirm-words.ts'
import type { Colour } from './containment-line.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import type { SeveralClick } from './parse-batch-click.ts'
import { plain } from './plain.ts'
import json from './templates/batch.json' with { type: 'json' }
import type { Times } from './times.ts'

/** A machine that may become one of a batch, as a card shows it. */
export interface CardChoice {
  readonly machine: Machine
  readonly headline: string
  readonly generation: number
  readonly why: string | null
  readonly warnings: readonly string[]
}

interface BatchView {
  readonly style: 'attention' | 'emphasis'
  readonly title: string
  readonly words: string
  readonly choices: readonly { readonly title: string; readonly value: string }[]
  readonly rows: readonly { readonly title: string; readonly words: string; readonly colour: Colour }[]
  readonly ways: readonly { readonly title: string; readonly value: string }[]
  readonly reason: string
  readonly buttons: readonly (CardButton & { readonly style: 'default' | 'destructive' | 'positive' })[]
}

const expand = template<BatchView>(json)
const COLOURS: Readonly<Record<BatchTone, Colour>> = { calm: 'Default', warn: 'Warning', good: 'Good', bad: 'Attention' }
const WAYS = ISOLATION_TYPES.map((type) => ({ title: `${type}: ${STAYS_REACHABLE[type]}`, value: type }))
/** Machines up to which a card has room for everything said of each. */
const ROOMY = 15
/** Words for each of so many machines, so that a card of forty does not grow too big for Teams. */
const mostWords = (rows: number): number => (rows > ROOMY ? 60 : 160)

/** The machines of an incident to tick; those of which it cannot be asked now stand below, with why. Only whoever tapped sees it. */
export function pickCard(
  { caseId, act }: Pick<SeveralClick, 'caseId' | 'act'>,
  choices: readonly CardChoice[],
  more: number,
  reason: string,
): AdaptiveCard {
  const open = choices.filter(({ why }) => why === null)
  const { title, done } = BATCH_WORDS[act]
  const rest = more > 0 ? ` ${more} more with less severe alerts: in the tab.` : ''
  return expand({
    style: 'emphasis',
    title: `${title} several machines of this incident`,
    words: `${open.length === 0 ? `None can be ${done} now.` : `Tick those to ${title.toLowerCase()}. Nothing is asked yet.`}${rest}`,
    choices: open.map(({ machine, generation }) => ({ title: nameOf(machine), value: `${machine.id}.${generation}` })),
    rows: choices.flatMap(({ machine, why }) =>
      why === null ? [] : [{ title: nameOf(machine), words: plain(why, mostWords(choices.length)), colour: 'Default' as const }],
    ),
    ways: act === 'isolate' && open.length > 0 ? WAYS : [],
    reason: plain(reason, 300),
    buttons: [
      ...(open.length > 0 ? [{ ...cardButton('Go on', 'confirm-several', { caseId, act }), style: 'default' as const }] : []),
      back('show', { caseId, nonce: 0 }),
    ],
  })
}

/** The last tap before anything is asked for: how many, each by name, and what gives pause; `brake`: from which on policy holds. */
export function severalCard(
  { caseId, act, isolationType }: Pick<SeveralClick, 'caseId' | 'act' | 'isolationType'>,
  picked: readonly CardChoice[],
  brake: string | null,
  reason: string,
): AdaptiveCard {
  const asks = `${BATCH_WORDS[act].title} ${counted(picked.length)}`
  const chosen = picked.map(({ machine, generation }) => `${machine.id}.${generation}`).join(',')
  return expand({
    style: isHarsh(act) ? 'attention' : 'emphasis',
    title: `${asks}?`,
    words: [
      act === 'isolate' && `${isolationType}.`,
      'One after another, in this order, as you. You can stop it at any time.',
      brake,
    ]
      .filter(Boolean)
      .join(' '),
    choices: [],
    rows: picked.map(({ machine, warnings }) => ({
      title: nameOf(machine),
      words: pauseOf(warnings, picked.length <= ROOMY),
      colour: 'Warning',
    })),
    ways: [],
    reason: '',
    buttons: [
      {
        ...cardButton(`${asks} now`, 'begin-several', {
          caseId,
          act,
          machines: chosen,
          ...(act === 'isolate' && { isolationType }),
          reason: plain(reason, 500),
        }),
        style: isHarsh(act) ? 'destructive' : 'positive',
      },
      back('several', { caseId, act }),
    ],
  })
}

/** How far a batch is, machine by machine. The same for everybody who sees it. */
export function batchCard(batch: Batch, machines: ReadonlyMap<MachineId, Machine>, times: Times): AdaptiveCard {
  const { title, words } = batchWords(batch, times)
  const live = isLive(batch)
  const steer = { batchId: batch.id }
  return expand({
    style: 'emphasis',
    title,
    words: plain(`${batch.person.name}: ${words}`, 300),
    choices: [],
    rows: batch.items.map((item) => {
      const machine = machines.get(item.machineId)
      const said = itemWords(item, live)
      return {
        title: machine ? nameOf(machine) : `machine ${item.machineId.slice(0, 12)}…`,
        words: plain(said.words, mostWords(batch.items.length)),
        colour: COLOURS[said.tone],
      }
    }),
    ways: [],
    reason: '',
    buttons: [
      ...(batch.state === 'running' ? [{ ...cardButton('Stop', 'stop-batch', steer), style: 'destructive' as const }] : []),
      ...(batch.state === 'stopped' && turnsLeft(batch) > 0
        ? [{ ...cardButton('Go on', 'go-on-batch', steer), style: 'positive' as const }]
        : []),
    ],
  })
}

/** The same as a message of its own. */
export function batchMessage(batch: Batch, machines: ReadonlyMap<MachineId, Machine>, times: Times): Message {
  return { summary: batchWords(batch, times).title, body: { card: batchCard(batch, machines, times) } }
}

/** What gives pause: all of it where there is room, else the worst and how much more there is; nothing for a machine of which nothing does. */
function pauseOf([worst, ...others]: readonly string[], roomy: boolean): string {
  if (worst === undefined) return ''
  if (roomy) return plain([worst, ...others].join(' '), 400)
  return plain(worst, 60) + (others.length > 0 ? ` (+ ${others.length} more)` : '')
}

function back(verb: string, data: object): BatchView['buttons'][number] {
  return { ...cardButton('Back', verb, data), style: 'default' }
}

function nameOf({ id, name, machineGroup }: Machine): string {
  return plain(`${name ?? `machine ${id.slice(0, 12)}…`} · ${machineGroup ?? 'No machine group'}`, 80)
}

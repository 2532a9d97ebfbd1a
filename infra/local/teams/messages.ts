import * as z from 'zod/v4'
import type { MessageView } from '../control/shapes.ts'
import type { TenantClock } from '../platform.ts'

const CARD = 'application/vnd.microsoft.card.adaptive'

const entity = z.looseObject({
  type: z.string(),
  mentioned: z.object({ id: z.string(), name: z.string().default('') }).optional(),
})
const attachment = z.looseObject({ contentType: z.string(), content: z.unknown() })
const mentioningCard = z.object({ msteams: z.object({ entities: z.array(entity) }) })

/** A message as it is sent; what Teams does not look at goes through. */
export const messageShape = z.looseObject({
  type: z.literal('message'),
  text: z.string().nullish(),
  summary: z.string().nullish(),
  attachments: z.array(attachment).nullish(),
  entities: z.array(entity).nullish(),
})
/** A message as it is sent. */
export type Sent = z.infer<typeof messageShape>

/** Where a new message stands and whose it is; without `root` it begins a thread. */
export interface Place {
  readonly conversation: string
  readonly root: string | null
  readonly from: MessageView['from']
}

/** The messages of all conversations. */
export interface Messages {
  of(conversation: string): MessageView[]
  /** Also a deleted one. */
  find(conversation: string, id: string): MessageView | null
  add(place: Place, sent: Sent): MessageView
  /** Both answer `null` when there is no such message, or no more. */
  replace(conversation: string, id: string, sent: Sent): MessageView | null
  remove(conversation: string, id: string): MessageView | null
}

/** No messages. `changed` is told every new state of one. */
export function createMessages(clock: TenantClock, changed: (message: MessageView) => void): Messages {
  const kept = new Map<string, Map<string, MessageView>>()
  let lastId = 0

  const keep = (message: MessageView): MessageView => {
    const there = kept.get(message.conversation) ?? new Map<string, MessageView>()
    kept.set(message.conversation, there.set(message.id, message))
    changed(message)
    return message
  }
  const find = (conversation: string, id: string) => kept.get(conversation)?.get(id) ?? null
  const now = () => new Date(clock.now()).toISOString()
  const alive = (conversation: string, id: string): MessageView | null => {
    const message = find(conversation, id)
    return message?.deleted ? null : message
  }

  return {
    of: (conversation) => [...(kept.get(conversation)?.values() ?? [])],
    find,
    add({ conversation, root, from }, sent) {
      lastId = Math.max(lastId + 1, clock.now())
      const id = String(lastId)
      const fresh = { updatedAt: null, updates: 0, deleted: false }
      return keep({ id, root: root ?? id, conversation, from, createdAt: now(), ...fresh, ...shown(sent) })
    },
    replace(conversation, id, sent) {
      const message = alive(conversation, id)
      return message && keep({ ...message, ...shown(sent), updatedAt: now(), updates: message.updates + 1 })
    },
    remove(conversation, id) {
      const message = alive(conversation, id)
      return message && keep({ ...message, text: null, summary: null, cards: [], mentions: [], deleted: true })
    },
  }
}

function shown(sent: Sent): Pick<MessageView, 'text' | 'summary' | 'cards' | 'mentions'> {
  const cards = (sent.attachments ?? []).filter(({ contentType }) => contentType === CARD).map(({ content }) => content)
  const inCards = cards.flatMap((card) => mentioningCard.safeParse(card).data?.msteams.entities ?? [])
  const mentions = [...(sent.entities ?? []), ...inCards].flatMap(({ type, mentioned }) =>
    type === 'mention' && mentioned ? [mentioned] : [],
  )
  return { text: sent.text ?? null, summary: sent.summary ?? null, cards, mentions }
}

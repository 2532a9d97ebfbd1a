import assert from 'node:assert/strict'
import type { MessageView } from '../../control/shapes.ts'
import { ACCOUNTS, personalChat, TEAM } from '../../world.ts'
import { emptyState, ownKey, withAnswer, withEvent, withMessage, withMessages } from './state.ts'
import { threadsOf } from './threads.ts'

const [{ id: general }, { id: high }] = TEAM.channels
const chat = personalChat('responder')
const conversation = (id: string, account: string | null = null) => ({
  id,
  kind: account === null ? ('channel' as const) : ('personal' as const),
  name: id,
  team: account === null ? 'SOC' : null,
  account,
  installed: true,
  exists: true,
})
const start = {
  ...emptyState({ tab: null, conversation: general, as: 'responder', theme: 'light', frame: 'desktop' }),
  accounts: ACCOUNTS,
  conversations: [conversation(general), conversation(high), conversation(chat, 'responder'), conversation('a:other', 'lead')],
}
const message = (part: Partial<MessageView> & { id: string }): MessageView => ({
  root: part.id,
  conversation: high,
  from: { kind: 'bot', key: 'bot', name: 'PocketSOC' },
  text: null,
  summary: 'HIGH: something',
  cards: [],
  mentions: [],
  createdAt: `2026-03-02T08:00:0${part.id}Z`,
  updatedAt: null,
  updates: 0,
  deleted: false,
  ...part,
})
const ids = (messages: readonly MessageView[] | undefined) => messages?.map(({ id }) => id)

describe('what the client knows', () => {
  it('marks a conversation with a new message as unread unless it is open', () => {
    assert.deepEqual([...withMessage(start, message({ id: '1' })).unread], [high])
    assert.deepEqual([...withMessage(start, message({ id: '1', conversation: general })).unread], [])
  })

  it('rings for a 1:1 message and for a mention of the person, and for nothing else', () => {
    const rings = (part: Partial<MessageView>) => withMessage(start, message({ id: '1', ...part })).toasts.length
    assert.equal(rings({}), 0)
    assert.equal(rings({ conversation: chat }), 1)
    assert.equal(rings({ conversation: 'a:other' }), 0)
    assert.equal(rings({ mentions: [{ id: 'responder@fabrikam.example', name: 'Robin' }] }), 1)
    assert.equal(rings({ mentions: [{ id: 'lead@fabrikam.example', name: 'Lena' }] }), 0)
    assert.equal(rings({ conversation: chat, from: { kind: 'person', key: 'responder', name: 'Robin' } }), 0)
  })

  it('does not ring again when a message is updated', () => {
    const once = { ...withMessage(start, message({ id: '1', conversation: chat })), toasts: [] }
    assert.deepEqual(withMessage(once, message({ id: '1', conversation: chat, updates: 1 })).toasts, [])
  })

  it('keeps the later state of a message that an event told while the conversation was being read', () => {
    const told = withMessage(start, message({ id: '2', updates: 1, text: 'new' }))
    const read = withMessages(told, high, [message({ id: '1' }), message({ id: '2', text: 'old' })])
    assert.deepEqual(ids(read.messages.get(high)), ['1', '2'])
    assert.equal(read.messages.get(high)?.[1]?.text, 'new')
  })

  it('keeps what a person alone sees to that person, until it is wiped', () => {
    const card = { type: 'AdaptiveCard' }
    const asked = withAnswer(start, 'responder', '1', { kind: 'card', card })
    const said = withAnswer(asked, 'responder', '1', { kind: 'said', text: 'Already asked.' })
    assert.deepEqual(said.own.get(ownKey('responder', '1')), { card, strip: { kind: 'said', text: 'Already asked.' } })
    assert.equal(said.own.get(ownKey('lead', '1')), undefined)
    assert.equal(withEvent(said, { type: 'wiped', message: '1' }).own.size, 0)
  })

  it('puts the thread with the newest message last, with its replies in order', () => {
    const threads = threadsOf([
      message({ id: '1' }),
      message({ id: '2' }),
      message({ id: '3', root: '1' }),
      message({ id: '4', root: '1' }),
    ])
    assert.deepEqual(
      threads.map(({ root, replies }) => [root, ids(replies)]),
      [
        ['2', []],
        ['1', ['3', '4']],
      ],
    )
  })

  it('keeps a thread whose post was deleted while replies are left', () => {
    const threads = threadsOf([
      message({ id: '1', deleted: true }),
      message({ id: '2', root: '1' }),
      message({ id: '3', deleted: true }),
    ])
    assert.deepEqual(
      threads.map(({ root, post }) => [root, post]),
      [['1', null]],
    )
  })
})

import assert from 'node:assert/strict'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { ACCOUNTS, APPS, personalChat, TEAM, TENANT_ID } from '../world.ts'

const at = (id: string) => `conversations/${encodeURIComponent(id)}`
const card = (text: string) => ({
  type: 'message',
  summary: text,
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', body: [], text } }],
})
describe('the Teams connector', () => {
  let world: TenantWithBot
  let channel: string
  before(async () => {
    world = await startTenantWithBot()
  })
  after(() => world[Symbol.asyncDispose]())
  beforeEach(async () => {
    await world.tenant.installAll()
    channel = (await world.tenant.teams.createChannel('Of this test')).id
  })

  const thread = (activity: object, id = channel) => ({
    isGroup: true,
    tenantId: TENANT_ID,
    channelData: { channel: { id }, tenant: { id: TENANT_ID } },
    activity,
  })
  const messages = (conversation: string) => world.tenant.teams.messages(conversation)
  const refused = ({ status, body }: { status: number; body: { error: { code: string } } }) => [status, body.error.code]

  it('posts a card as a new thread in a channel, updates it in place and takes replies', async () => {
    const posted = await world.connector('POST', 'conversations', thread(card('first')))
    assert.equal(posted.status, 201)
    const { id, activityId } = posted.body
    assert.match(activityId, /^\d{13}$/)
    assert.equal(id, `${channel};messageid=${activityId}`)

    const updated = await world.connector('PUT', `${at(id)}/activities/${activityId}`, { ...card('second'), id: activityId })
    const replied = await world.connector('POST', `${at(id)}/activities`, { type: 'message', text: 'worse' })

    assert.deepEqual([updated.status, updated.body], [200, { id: activityId }])
    assert.equal(replied.status, 201)
    const [root, reply] = messages(channel)
    assert.deepEqual([root!.summary, root!.updates, root!.root], ['second', 1, activityId])
    assert.deepEqual(root!.cards, [{ type: 'AdaptiveCard', body: [], text: 'second' }])
    assert.deepEqual([reply!.id, reply!.root, reply!.text], [replied.body.id, activityId, 'worse'])
  })

  it('replies in the thread of the message that is answered', async () => {
    const { body } = await world.connector('POST', 'conversations', thread(card('first')))
    await world.connector('POST', `${at(channel)}/activities/${body.activityId}`, { type: 'message', text: 'reply' })
    assert.equal(messages(channel).at(-1)!.root, body.activityId)
  })

  it('deletes a message once; after that it can be neither updated nor deleted', async () => {
    const { body } = await world.connector('POST', 'conversations', thread(card('first')))
    const path = `${at(channel)}/activities/${body.activityId}`

    assert.equal((await world.connector('DELETE', path)).status, 200)

    assert.equal(messages(channel)[0]!.deleted, true)
    assert.deepEqual(refused(await world.connector('PUT', path, card('again'))), [404, 'ActivityNotFoundInConversation'])
    assert.deepEqual(refused(await world.connector('DELETE', path)), [404, 'ActivityNotFoundInConversation'])
  })

  it('writes in a 1:1 chat, where there are no threads', async () => {
    const opened = await world.connector('POST', 'conversations', { members: [{ id: ACCOUNTS[0]!.oid }], tenantId: TENANT_ID })
    assert.deepEqual([opened.status, opened.body], [201, { id: personalChat('responder') }])

    await world.connector('POST', `${at(opened.body.id)}/activities`, { type: 'message', text: 'one' })
    await world.connector('POST', `${at(opened.body.id)}/activities`, { type: 'message', text: 'two' })

    assert.ok(messages(opened.body.id).every(({ id, root }) => id === root))
  })

  it('posts text beside a card as two messages and tells no id', async () => {
    const { body } = await world.connector('POST', `${at(channel)}/activities`, { ...card('both'), text: 'and text' })

    assert.deepEqual(body, {})
    assert.deepEqual(
      messages(channel).map(({ text, cards }) => [text, cards.length]),
      [
        ['and text', 0],
        [null, 1],
      ],
    )
  })

  it('sees mentions in text and in cards', async () => {
    const mention = (id: string) => ({ type: 'mention', text: '<at>x</at>', mentioned: { id, name: 'x' } })
    await world.connector('POST', `${at(channel)}/activities`, { type: 'message', text: '<at>x</at>', entities: [mention('a')] })
    const content = { type: 'AdaptiveCard', msteams: { entities: [mention('b')] } }
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
    await world.connector('POST', `${at(channel)}/activities`, { type: 'message', attachments })

    assert.deepEqual(
      messages(channel).map(({ mentions }) => mentions.map(({ id }) => id)),
      [['a'], ['b']],
    )
  })

  it('lists channels, General without a name, and people', async () => {
    for (const { id, name } of world.tenant.teams.conversations()) {
      if (name === 'Of this test' && id !== channel) await world.tenant.teams.deleteChannel(id)
    }
    const channels = await world.connector('GET', `teams/${encodeURIComponent(TEAM.id)}/conversations`)
    assert.deepEqual(
      channels.body.conversations.map(({ name }: { name: string | null }) => name),
      [null, 'High severity', 'Servers', 'Of this test'],
    )

    const team = await world.connector('GET', `teams/${encodeURIComponent(TEAM.id)}`)
    assert.deepEqual([team.body.name, team.body.channelCount], ['SOC', 4])
    const one = await world.connector('GET', `${at(channel)}/members/${encodeURIComponent(ACCOUNTS[3]!.mri)}`)
    assert.deepEqual([one.body.name, one.body.aadObjectId], ['Lena Lead', ACCOUNTS[3]!.oid])
    const everybody = await world.connector('GET', `${at(channel)}/members`)
    assert.equal(everybody.body.length, 5)
    const alone = await world.connector('GET', `${at(personalChat('lead'))}/members`)
    assert.equal(alone.body.length, 1)
  })

  it('pages members', async () => {
    const first = await world.connector('GET', `${at(channel)}/pagedmembers?pageSize=3`)
    const rest = await world.connector(
      'GET',
      `${at(channel)}/pagedmembers?pageSize=3&continuationToken=${first.body.continuationToken}`,
    )
    assert.deepEqual([first.body.members.length, rest.body.members.length, rest.body.continuationToken], [3, 2, undefined])
  })

  it('lets in nobody but the bot, with a token for the connector', async () => {
    const url = `https://smba.trafficmanager.net/teams/v3/${at(channel)}/members`
    const asked = async (form: Record<string, string>) => {
      const { body } = await world.entra({ grant_type: 'client_credentials', ...form })
      return (await fetch(url, { headers: { authorization: `Bearer ${body.access_token}` } })).status
    }
    const bot = { client_id: APPS.bot.clientId, client_secret: world.env['BOT_SECRET']! }
    const sso = { client_id: APPS.sso.clientId, client_secret: world.env['SSO_CLIENT_SECRET']! }

    assert.equal((await fetch(url)).status, 401)
    assert.equal(await asked({ ...sso, scope: 'https://api.botframework.com/.default' }), 401)
    assert.equal(await asked({ ...bot, scope: 'https://api.securitycenter.microsoft.com/.default' }), 401)
    assert.equal(await asked({ ...bot, scope: 'https://api.botframework.com/.default' }), 200)
  })

  it('refuses where the bot is not installed', async () => {
    await world.tenant.teams.uninstall('team')
    await world.tenant.teams.uninstall('reader')

    assert.deepEqual(refused(await world.connector('POST', 'conversations', thread(card('x')))), [
      403,
      'BotNotInConversationRoster',
    ])
    const unknown = await world.connector('POST', 'conversations', { members: [{ id: ACCOUNTS[2]!.mri }] })
    assert.deepEqual(refused(unknown), [403, 'ForbiddenOperationException'])
  })

  it('does not find a channel that was deleted, nor one that never was', async () => {
    await world.tenant.teams.deleteChannel(channel)

    assert.deepEqual(refused(await world.connector('POST', 'conversations', thread(card('x')))), [404, 'ConversationNotFound'])
    assert.deepEqual(refused(await world.connector('GET', `${at('19:no@thread.tacv2')}/members`)), [404, 'ConversationNotFound'])
  })

  it('refuses what is too big, and what is no activity', async () => {
    const post = (body: unknown) => world.connector('POST', `${at(channel)}/activities`, body)

    assert.equal((await post({ type: 'message', text: 'x'.repeat(51_000) })).status, 201)
    assert.deepEqual(refused(await post({ type: 'message', text: 'x'.repeat(51_200) })), [413, 'MessageSizeTooBig'])
    assert.deepEqual(refused(await post('{"type":')), [400, 'BadSyntax'])
    assert.deepEqual(refused(await post({ text: 'no type' })), [400, 'BadSyntax'])
  })

  it('takes seven sends in a second in one channel, its threads and updates included, and says when to come again', async () => {
    const { body } = await world.connector('POST', 'conversations', thread(card('first')))
    const update = () => world.connector('PUT', `${at(body.id)}/activities/${body.activityId}`, card('again'))
    const answers = await Promise.all(Array.from({ length: 7 }, update))

    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 200, 200, 200, 200, 200, 429])
    const throttled = answers.find(({ status }) => status === 429)!
    assert.deepEqual([throttled.headers.get('retry-after'), throttled.body.error.code], ['1', 'Throttled'])
    assert.equal((await world.connector('POST', 'conversations', thread(card('elsewhere'), TEAM.id))).status, 201)

    world.tenant.clock.advance(2_000)
    assert.equal((await update()).status, 200)
  })
})

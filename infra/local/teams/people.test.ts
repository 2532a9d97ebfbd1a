import assert from 'node:assert/strict'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { ACCOUNTS, APPS, personalChat, TEAM, TENANT_ID } from '../world.ts'

const SERVERS = TEAM.channels[2].id
const BOT = { id: `28:${APPS.bot.clientId}`, name: 'PocketSOC' }
const LEAD = ACCOUNTS[3]!
const button = (verb: string, data: object) => ({
  type: 'Action.Execute',
  title: verb.toUpperCase(),
  verb,
  data,
  fallback: { type: 'Action.Submit', data: { ...data, verb } },
})
const answeredCard = (...actions: object[]) => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.card.adaptive',
  value: { type: 'AdaptiveCard', body: [{ type: 'ActionSet', actions }] },
})

describe('people in Teams', () => {
  let world: TenantWithBot
  before(async () => {
    world = await startTenantWithBot()
    await world.tenant.installAll()
  })
  after(() => world[Symbol.asyncDispose]())
  beforeEach(() => {
    world.heard.length = 0
    world.answerWith(null)
  })
  const activities = () => world.heard.map(({ activity }) => activity)
  const postCard = async (...actions: object[]): Promise<string> => {
    const content = { type: 'AdaptiveCard', body: [{ type: 'ActionSet', actions }] }
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
    const path = `conversations/${encodeURIComponent(SERVERS)}/activities`
    return (await world.connector('POST', path, { type: 'message', attachments })).body.id
  }

  it('add the bot to the team, which it is told twice, as Teams does', async () => {
    await world.control('POST', 'install', { team: true })

    const [installation, update] = activities()
    assert.deepEqual([installation!['type'], installation!['action']], ['installationUpdate', 'add'])
    assert.deepEqual([update!['type'], update!['membersAdded']], ['conversationUpdate', [{ id: BOT.id }]])
    const team = { id: TEAM.id, aadGroupId: TEAM.groupId, name: 'SOC' }
    assert.deepEqual(update!['channelData'], { eventType: 'teamMemberAdded', team, tenant: { id: TENANT_ID } })
    assert.deepEqual(update!['conversation'], {
      isGroup: true,
      conversationType: 'channel',
      tenantId: TENANT_ID,
      id: TEAM.id,
    })
    assert.deepEqual(update!['from'], { id: LEAD.mri, name: LEAD.name, aadObjectId: LEAD.oid })
    assert.deepEqual(update!['recipient'], BOT)
  })

  it('remove the bot from a chat and add it again', async () => {
    await world.control('POST', 'uninstall', { account: 'reader' })
    await world.control('POST', 'install', { account: 'reader' })

    assert.deepEqual(
      activities().map(({ type, action, membersAdded, membersRemoved }) => [type, action ?? membersAdded ?? membersRemoved]),
      [
        ['installationUpdate', 'remove'],
        ['conversationUpdate', [{ id: BOT.id }]],
        ['installationUpdate', 'add'],
        ['conversationUpdate', [{ id: BOT.id }]],
      ],
    )
    assert.ok(activities()[1]!['membersRemoved'])
  })

  it('create, rename and delete channels, and rename the team', async () => {
    const { body } = await world.control('POST', 'channels', { name: 'Night shift' })
    await world.control('PATCH', `channels/${encodeURIComponent(body.id)}`, { name: 'Late shift' })
    await world.control('DELETE', `channels/${encodeURIComponent(body.id)}`)
    await world.control('PATCH', 'team', { name: 'Blue team' })
    await world.control('PATCH', 'team', { name: 'SOC' })

    const channelData = activities().map((activity) => activity['channelData'] as Record<string, { name?: string }>)
    assert.deepEqual(
      channelData.map(({ eventType, channel, team }) => [eventType, channel?.name ?? team?.name]),
      [
        ['channelCreated', 'Night shift'],
        ['channelRenamed', 'Late shift'],
        ['channelDeleted', 'Late shift'],
        ['teamRenamed', 'Blue team'],
        ['teamRenamed', 'SOC'],
      ],
    )
    const views = await world.control('GET', 'conversations')
    const gone = views.body.find(({ id }: { id: string }) => id === body.id)
    assert.deepEqual([gone.name, gone.exists], ['Late shift', false])
  })

  it('mention the bot in a channel, in a new thread or in one that stands', async () => {
    const said = { account: 'lead', conversation: SERVERS, text: 'operator here' }
    await world.control('POST', 'messages', said)
    const [first] = activities()
    await world.control('POST', 'messages', { ...said, root: first!['id'] })
    const [, second] = activities()

    assert.equal(first!['text'], '<at>PocketSOC</at> operator here')
    const [mention, client] = first!['entities'] as { type: string; mentioned?: object }[]
    assert.deepEqual([mention!.mentioned, client!.type], [BOT, 'clientInfo'])
    assert.deepEqual(first!['channelData'], { team: { id: TEAM.id }, channel: { id: SERVERS }, tenant: { id: TENANT_ID } })
    for (const activity of [first, second]) {
      assert.equal((activity!['conversation'] as { id: string }).id, `${SERVERS};messageid=${first!['id']}`)
    }
    assert.notEqual(second!['id'], first!['id'])
  })

  it('write plainly in a 1:1 chat', async () => {
    await world.control('POST', 'messages', { account: 'lead', conversation: personalChat('lead'), text: 'help' })
    const [{ text, conversation }] = activities() as [Record<string, unknown>]
    assert.equal(text, 'help')
    assert.deepEqual(conversation, { conversationType: 'personal', tenantId: TENANT_ID, id: personalChat('lead') })
  })

  it('press a button, and get the answer alone', async () => {
    const id = await postCard(button('look', { c: 1 }), button('isolate', { c: 1, n: 2 }))
    world.answerWith(answeredCard(button('confirm', { c: 1, sure: true })))
    const click = { account: 'responder', conversation: SERVERS, message: id }

    const { body } = await world.control('POST', 'click', { ...click, verb: 'isolate', inputs: { why: 'malware' } })

    const [invoke] = activities()
    assert.deepEqual([invoke!['type'], invoke!['name'], invoke!['replyToId']], ['invoke', 'adaptiveCard/action', id])
    const data = { c: 1, n: 2, why: 'malware' }
    const action = { type: 'Action.Execute', id: null, title: 'ISOLATE', verb: 'isolate', data }
    assert.deepEqual(invoke!['value'], { action, trigger: 'manual' })
    assert.equal(body.status, 200)
    assert.deepEqual(body.body, answeredCard(button('confirm', { c: 1, sure: true })))

    const confirmed = await world.control('POST', 'click', { ...click, verb: 'confirm' })
    assert.equal(confirmed.status, 200)
    const other = await world.control('POST', 'click', { ...click, account: 'lead', verb: 'confirm' })
    assert.deepEqual([other.status, other.body.error], [400, `No button of message ${id} has the verb confirm`])
  })

  it('may send what no card says', async () => {
    const message = await postCard()
    const data = { c: 'forged' }
    await world.control('POST', 'click', { account: 'outsider', conversation: SERVERS, message, verb: 'isolate', data })
    assert.deepEqual((activities()[0]!['value'] as { action: object }).action, {
      type: 'Action.Execute',
      id: null,
      title: null,
      verb: 'isolate',
      data,
    })
  })

  it('press the Action.Submit beside a button on an old client', async () => {
    const message = await postCard(button('isolate', { c: 1 }))
    await world.control('POST', 'click', { account: 'lead', conversation: SERVERS, message, verb: 'isolate', submit: true })
    const [{ type, text, value, replyToId }] = activities() as [Record<string, unknown>]
    assert.deepEqual([type, text, value, replyToId], ['message', undefined, { c: 1, verb: 'isolate' }, message])
  })

  it("cannot use another's chat", async () => {
    const { status, body } = await world.control('POST', 'messages', {
      account: 'reader',
      conversation: personalChat('lead'),
      text: 'hello',
    })
    assert.deepEqual([status, body.error], [400, `reader is not in ${personalChat('lead')}`])
  })
})

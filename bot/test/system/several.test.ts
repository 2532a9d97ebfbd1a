import assert from 'node:assert/strict'
import type { MessageView } from '../../../infra/local/control/shapes.ts'
import { runStatement } from '../run-statement.ts'
import type { Health, Instance } from './several.ts'
import { startSeveral } from './several.ts'
import { tabClient } from './tab-client.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf } from './whole.ts'

/** What the shared card's button carries. */
const dataOf = (card: MessageView): object =>
  JSON.parse(/"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/.exec(JSON.stringify(card))?.[1] ?? '{}')
const inputs = { reason: 'Credential dumping', isolationType: 'Full' }

describe('several instances', function () {
  this.timeout(120_000)
  let several: Awaited<ReturnType<typeof startSeveral>>
  let running: Instance[]
  let incidents = 10_000

  before(async () => {
    several = await startSeveral(
      3,
      ['1', '2'].map((digit) => alertOn(digit, 'Workstations')),
      ['1', '2', '3'].map((digit) => machineOf(digit, 'Workstations')),
    )
    running = [...several.instances]
  })
  after(() => several?.[Symbol.asyncDispose]())

  const leader = async (among = running): Promise<(Instance & { readonly is: Health }) | undefined> => {
    for (const one of among) {
      const is = await one.health()
      if (is.leads) return { ...one, is }
    }
    return undefined
  }
  const others = (than: Instance) => running.filter(({ port }) => port !== than.port)
  /** So many alerts, each of an incident of its own; answers their titles. */
  const arrive = async (name: string, count: number): Promise<string[]> => {
    const titles = Array.from({ length: count }, (_, n) => `${name} ${String(n).padStart(2, '0')}`)
    const alerts = titles.map((title) =>
      alertOn('3', 'Workstations', { id: `da-${++incidents}_1`, title, incidentId: incidents }),
    )
    await several.control('alerts', alerts)
    return titles
  }
  const cardsWith = (all: readonly MessageView[], title: string) =>
    all.filter((one) => JSON.stringify(one.cards).includes(`"${title}"`)).length
  const eachOnce = async (titles: readonly string[], allowed = 0): Promise<void> => {
    const all = await until(
      'every card',
      async () => {
        const messages = await several.messages(HIGH)
        return titles.every((title) => cardsWith(messages, title) > 0) && messages
      },
      60_000,
    )
    const twice = titles.filter((title) => cardsWith(all, title) > 1)
    assert.ok(twice.length <= allowed, `${twice} stand twice`)
  }

  it('started at once on an empty database, agree on one that leads', async () => {
    const lead = await until('a leader', () => leader())
    const all = await Promise.all(running.map((one) => one.health()))
    assert.deepEqual(
      all.filter(({ leads }) => leads).map(({ instance }) => instance),
      [lead.is.instance],
    )
    assert.equal(new Set(all.map(({ instance }) => instance)).size, 3)
    assert.deepEqual(new Set(all.map(({ epoch }) => epoch)), new Set([1]))
  })

  it('act wherever the click arrives: the card and the tabs on every instance follow', async () => {
    const lead = (await leader())!
    const [clicked, watched] = others(lead) as [Instance, Instance]
    several.front.turnTo(clicked)
    const tab = await tabClient({ ...several, demo: { botPort: watched.port } }, ['lead'])
    const following = await tab.follow('lead')
    const card = await several.saying(HIGH, 'Alert on 1')
    await several.click('responder', card, 'isolate', { signIn: true })

    const answer = await several.click('responder', card, 'confirm-isolate', { inputs })
    const answeredAt = performance.now()

    assert.match(JSON.stringify(answer.body), /Isolati(ng|on asked)/)
    await until('the card', async () => /"Isolati(ng|on asked)\b/.test(JSON.stringify(await several.find(HIGH, 'Alert on 1'))))
    const followedMs = performance.now() - answeredAt
    assert.ok(followedMs < 2000, `the card followed after ${followedMs} ms`)
    await until('the tab', async () => following.told.some((event) => event.type === 'machine' && event.id === '1'.repeat(40)))
    following.leave()

    await several.carryOut()
    await until('its end', async () => JSON.stringify(await several.find(HIGH, 'Alert on 1')).includes('"Isolated"'), 30_000)
    assert.equal((await several.acts()).length, 1)
  })

  it('keep a post that the leader had begun when it froze: told late, it is neither lost nor doubled', async () => {
    const frozen = (await leader())!
    await several.control('faults', { platform: 'connector', method: 'POST', kind: 'delay', ms: 3000 })
    await several.control('alerts', [alertOn('3', 'Workstations', { id: 'da-frozen_1', title: 'Begun before', incidentId: 901 })])
    await until('the post to be with Teams', async () => (await several.control('faults')).length === 0)
    process.kill(frozen.is.pid, 'SIGSTOP')
    const began = performance.now()
    const next = await until('a leader', () => leader(others(frozen)), 20_000)
    const tookMs = performance.now() - began
    process.kill(frozen.is.pid, 'SIGCONT')

    assert.ok(tookMs < 15_000, `${tookMs} ms`)
    assert.equal(next.is.epoch, frozen.is.epoch + 1)
    await until('the outcome', async () => {
      const { outbox, leads } = await frozen.health()
      return !leads && outbox.due + outbox.sending + outbox.unclearPosts === 0
    })
    await eachOnce(['Begun before'])
  })

  it('go on when the database closes every connection while alerts arrive', async () => {
    const titles = await arrive('Cut', 5)
    const cut =
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
    await runStatement({ databaseUrl: several.databaseUrl, dataDir: '' }, cut)
    await until('a leader', () => leader())
    await eachOnce(titles, (await running[0]!.health()).outbox.unclearPosts)
  })

  it('go on within 15 s when the leader is killed while alerts arrive', async () => {
    const killed = (await leader())!
    several.front.turnTo(others(killed)[0]!)
    const titles = await arrive('Before', 10)
    await killed.kill()
    const began = performance.now()
    running = others(killed)
    titles.push(...(await arrive('Meanwhile', 10)))
    await until('a leader', () => leader(), 20_000)
    const tookMs = performance.now() - began
    assert.ok(tookMs < 15_000, `${tookMs} ms`)

    await eachOnce(titles, (await running[0]!.health()).outbox.unclearPosts)
  })

  it('are replaced one by one while alerts arrive and clicks come: nothing is lost or doubled', async () => {
    const unclear = (await running[0]!.health()).outbox.unclearPosts
    const acts = (await several.acts()).length
    const titles: string[] = []
    const tookMs: number[] = []
    const card = await several.saying(HIGH, 'Alert on 2')
    await several.click('responder', card, 'isolate')
    await several.control('faults', { platform: 'defender', method: 'POST', path: '/isolate', kind: 'delay', ms: 1500 })
    const clicking: Promise<unknown>[] = []
    for (const old of [...running]) {
      const fresh = await several.start()
      running = [...others(old), fresh]
      several.front.turnTo(old)
      const passed = several.front.passed()
      clicking.push(several.click('responder', card, 'confirm-isolate', { data: { ...dataOf(card), ...inputs } }))
      await until('the click to be with the old one', async () => several.front.passed() > passed)
      several.front.turnTo(fresh)
      titles.push(...(await arrive(`Roll ${titles.length}`, 6)))
      const { leads } = await old.health()
      const began = performance.now()
      const stopped = old[Symbol.asyncDispose]()
      if (leads) {
        await until('a leader', () => leader(), 20_000)
        tookMs.push(performance.now() - began)
      }
      await stopped
      assert.match(await old.ended, /code 0/)
    }
    assert.ok(tookMs.length > 0 && tookMs.every((ms) => ms < 2000), `${tookMs} ms`)
    for (const answer of await Promise.all(clicking)) assert.match(JSON.stringify(answer), /Isolati(ng|on asked)/)
    await eachOnce(titles)
    assert.equal((await several.acts()).length, acts + 1)
    const { outbox } = await running[0]!.health()
    assert.deepEqual([outbox.unclearPosts, outbox.dead], [unclear, 0])
  })
})

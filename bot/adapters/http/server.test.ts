import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { join } from 'node:path'

describe('the HTTP server', () => {
  let server: ChildProcess
  let port: number

  before(async () => {
    server = fork(join(import.meta.dirname, '..', '..', 'test', 'faulty-server.ts'))
    port = (await once(server, 'message'))[0]
  })
  after(() => server.kill())

  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init)
  const post = (body: string) => ask('/api/messages', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  /** Asks for a target, or a host, that `fetch` would not send. */
  const askFor = async (path: string, host = 'localhost') => {
    const [reply] = await once(get({ port, path, headers: { host }, agent: false }), 'response')
    reply.resume()
    return { status: reply.statusCode }
  }
  const logged = async (): Promise<string[]> => (await ask('/healthz')).json()
  const isTurnedAway = (line: string): boolean => line.startsWith('turned away')
  const faults = async () => (await logged()).filter((line) => !isTurnedAway(line))

  for (const [what, asked, words] of [
    ['an activity, which the database failed', () => post('{}'), /^\{"code":"Internal"\}$/],
    ['the metrics', () => ask('/metrics'), /^\{"code":"Internal"\}$/],
    ['the tab’s API', () => ask('/api/tab/me'), /"status":500.*Look at the machine before you ask/],
    ['the tab’s files', () => ask('/tab/'), /^\{"code":"Internal"\}$/],
    ['the sign-in page', () => ask('/auth/start?flow=x'), /Nothing was done\. Press the button again/],
  ] as const) {
    it(`tells the log of a fault of ours at ${what}, and whoever asked nothing of it`, async () => {
      const before = await faults()
      const reply = await asked()
      const text = await reply.text()
      assert.equal(reply.status, 500)
      assert.match(text, words)
      assert.doesNotMatch(text, /nobody outside/)
      assert.match((await faults()).slice(before.length).join(), /^error: words that nobody outside may read$/i)
    })
  }

  describe('from one address', () => {
    const from = (address: string, path: string, init: RequestInit = {}) =>
      ask(path, { ...init, headers: { ...init.headers, 'x-forwarded-for': `198.51.100.1, ${address}` } }).then(
        ({ status }) => status,
      )
    /** The answers to so many at once, again and again until one is 429. */
    const untilTurnedAway = async (asked: () => Promise<number>) => {
      for (let round = 0; round < 20; round += 1) {
        const answers = await Promise.all(Array.from({ length: 100 }, asked))
        if (answers.includes(429)) return round
      }
      return assert.fail('it was never turned away')
    }

    it('takes no more pages than anybody needs, whatever else it says of where it comes from', async () => {
      assert.ok((await untilTurnedAway(() => from('203.0.113.1', '/privacy'))) >= 2)
      assert.equal(await from('203.0.113.2', '/privacy'), 200)
    })

    it('takes no more of one address from whichever port, nor of one IPv6 network', async () => {
      let port = 1024
      assert.ok((await untilTurnedAway(() => from(`203.0.113.7:${port++}`, '/privacy'))) >= 2)
      assert.equal(await untilTurnedAway(() => from('203.0.113.7', '/privacy')), 0)
      assert.ok((await untilTurnedAway(() => from(`[2001:db8::${port++}]:443`, '/privacy'))) >= 2)
      assert.equal(await untilTurnedAway(() => from('2001:db8::1', '/privacy')), 0)
      assert.equal(await from('2001:db8:0:1::1', '/privacy'), 200)
    })

    const headers = { 'content-type': 'application/json' }
    const unproven = (address: string) => from(address, '/api/messages', { method: 'POST', body: '"a stranger"', headers })
    const told = async () => (await logged()).filter(isTurnedAway).length

    it('says no more what is wrong with it, nor tells the log, once much of it proved nobody', async () => {
      const before = await told()
      await untilTurnedAway(() => unproven('203.0.113.3'))
      const most = await told()
      assert.ok(most - before >= 100 && most - before < 110, `${most - before} were told`)
      assert.equal(await untilTurnedAway(() => from('203.0.113.3', '/api/messages', { method: 'POST', body: '{', headers })), 0)
      assert.equal(await untilTurnedAway(() => from('203.0.113.3', '/%61pi/tab/me')), 0)
      assert.ok((await told()) - most < 10, 'more were told')
      assert.equal(await from('203.0.113.3', '/privacy'), 200)
      assert.equal(await unproven('203.0.113.4'), 401)
    })

    it('lets in whoever is proven, however much from there proved nobody', async () => {
      await untilTurnedAway(() => unproven('203.0.113.5'))
      assert.equal(await from('203.0.113.5', '/api/messages', { method: 'POST', body: '"Teams"', headers }), 200)
      const proven = { authorization: 'Bearer x.nora.x' }
      assert.notEqual(await from('203.0.113.5', '/api/tab/me', { headers: proven }), 429)
      assert.equal(await untilTurnedAway(() => from('203.0.113.5', '/api/tab/me')), 0)
    })

    it('takes a page for a page, however its address is written', async () => {
      assert.ok((await untilTurnedAway(() => from('203.0.113.6', '/%70rivacy'))) >= 2)
      assert.notEqual(await from('203.0.113.6', '/%61pi/tab/me', { headers: { authorization: 'Bearer x.olaf.x' } }), 429)
    })
  })

  describe('by one person', () => {
    const MACHINE = `/api/tab/machines/${'a'.repeat(40)}`
    const WISH = { method: 'POST', body: JSON.stringify({ generation: 0, reason: '', isolationType: null }) }
    const by = async (person: string, path: string, init: RequestInit) => {
      const headers = { authorization: `Bearer x.${person}.x`, 'content-type': 'application/json' }
      const reply = await ask(path, { ...init, headers })
      await reply.body?.cancel()
      return reply.status
    }

    for (const [what, path, init, most, times] of [
      ['the tab’s API', '/api/tab/me', {}, 100, 300],
      ['a stream of changes', '/api/tab/events', {}, 100, 300],
      ['what Defender is asked live', MACHINE, {}, 20, 40],
      ['an act', `${MACHINE}/isolate`, WISH, 20, 40],
    ] as const) {
      it(`is asked for ${what} no more than anybody needs`, async () => {
        const asked = (person: string, often: number) => Promise.all(Array.from({ length: often }, () => by(person, path, init)))
        const taken = (await asked(`robin-${what.length}`, times)).filter((status) => status !== 429).length
        assert.ok(taken >= most && taken < times, `${taken} of ${times}`)
        assert.ok(!(await asked(`wanda-${what.length}`, 10)).includes(429))
      })
    }
  })

  const upload = new FormData()
  upload.set('file', new Blob(['what would stand on the disk']), 'file.txt')
  const packed = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  for (const [what, asked, status] of [
    ['what is not there', () => ask('/nothing'), 404],
    ['a target that is none', () => askFor('http://a:b:c/'), 400],
    ['a host that is none', () => askFor('/', ':::'), 400],
    ['what is no JSON', () => post('{'), 400],
    ['what is too big', () => post(JSON.stringify('x'.repeat(300_000))), 413],
    ['an upload', () => ask('/api/messages', { method: 'POST', body: upload }), 415],
    ['what is packed', () => ask('/api/messages', { method: 'POST', body: 'broken', headers: packed }), 415],
  ] as const) {
    it(`refuses ${what}, which is no fault of ours`, async () => {
      const before = await faults()
      assert.equal((await asked()).status, status)
      assert.deepEqual(await faults(), before)
    })
  }
})

import assert from 'node:assert/strict'
import { createKills } from './kills.ts'
import type { Kill } from './plan.ts'

const POST = 'https://smba.trafficmanager.net/teams/v3/conversations'
const ISOLATE = 'https://api.security.microsoft.com/api/machines/m1/isolate'

/** What happens, in order, when instance 1 of 2 posts while the kill is armed. */
async function whatHappens(at: 'seen' | 'done' | 'answered', nth = 1): Promise<string[]> {
  const happened: string[] = []
  const kills = createKills(2, async (instance) => void happened.push(`killed ${instance}`))
  const kill: Kill = { at, request: 'post', nth, afterMs: 1 }
  const struck = kills.strike(kill, 0)
  for (let n = 1; n <= nth; n += 1) {
    const answer = await kills.watchOf(1)('connector', new Request(POST, { method: 'POST' }), async () => {
      happened.push('handled')
      return Response.json({})
    })
    happened.push(answer.type === 'error' ? 'cut' : 'answered')
  }
  assert.equal(await struck, at)
  return happened
}

describe('A kill at a boundary', () => {
  it('comes before the request is handled, before it is answered, or after', async () => {
    assert.deepEqual(await whatHappens('seen'), ['killed 1', 'cut'])
    assert.deepEqual(await whatHappens('done'), ['handled', 'killed 1', 'cut'])
    assert.deepEqual(await whatHappens('answered'), ['handled', 'answered', 'killed 1'])
  })

  it('waits for the request that it is for', async () => {
    assert.deepEqual(await whatHappens('seen', 2), ['handled', 'answered', 'killed 1', 'cut'])
  })

  it('keeps every request to act, with the intent in its comment', async () => {
    const { acts, watchOf } = createKills(1, async () => undefined)
    const body = JSON.stringify({ Comment: 'Torture [PocketSOC 0123456789abcdef]', IsolationType: 'Full' })
    await watchOf(0)('defender', new Request(ISOLATE, { method: 'POST', body }), async () => Response.json({}))
    await watchOf(0)('defender', new Request(ISOLATE.replace('isolate', 'logonusers')), async () => Response.json({}))
    assert.deepEqual(acts, [{ path: '/api/machines/m1/isolate', intent: '0123456789abcdef' }])
  })
})

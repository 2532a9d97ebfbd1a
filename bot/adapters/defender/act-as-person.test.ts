import assert from 'node:assert/strict'
import { instantOf } from '../../domain/instant.ts'
import type { ActingToken } from '../../ports.ts'
import { createDefenderAsPerson } from './act-as-person.ts'

const AS = 'token' as string as never as ActingToken

describe('what Defender shows a person', () => {
  it('is of each machine group that stands anywhere in a list of several pages', async () => {
    const groups = [...Array<string>(10_000).fill('Workstations'), 'Servers', null]
    const asked: string[] = []
    const defender = createDefenderAsPerson(
      'https://api.security.microsoft.com',
      async ({ url }) => {
        asked.push(url)
        const skip = Number(new URL(url).searchParams.get('$skip'))
        const value = groups.map((rbacGroupName, n) => ({ id: String(n).padStart(40, '0'), rbacGroupName }))
        return { status: 200, headers: new Headers(), body: { value: value.slice(skip, skip + 10_000) } }
      },
      () => instantOf(0),
    )
    assert.deepEqual(await defender.machineGroups(AS, new AbortController().signal), ['Workstations', 'Servers', null])
    assert.equal(asked.length, 2)
  })
})

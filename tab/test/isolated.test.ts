import assert from 'node:assert/strict'
import { until } from '../../bot/test/system/until.ts'
import { isolations } from './isolation-samples.ts'
import { problem, review, WAITING } from './samples.ts'
import { tabInTeams } from './tab-in-teams.ts'

describe('what is isolated, in the tab', () => {
  const { open, see, posts } = tabInTeams()
  const openBoard = (instead?: Parameters<typeof open>[1]) => open({ told: { subPage: 'isolated' } }, instead)

  it('is one tap from the alerts, overdue first, with machine group, owner and review', async () => {
    const { frame } = await open()
    await frame.locator('.to-isolated').click()
    await frame.locator('.isolation').first().waitFor()
    const names = await frame.locator('.isolation-machine strong').allTextContents()
    assert.deepEqual(names, ['srv-db-02', 'fin-laptop-11', 'fin-laptop-07'])
    await see(/^No owner · asked 2 d ago$/)
    await see(/^Review was due /)
    await see(/^Yours · asked 90 min ago$|^Yours · asked 1 h ago$/)
  })

  it('shows one’s own alone when that is wanted', async () => {
    const { frame } = await openBoard()
    await frame.getByLabel('Only mine').check()
    await until('the others are gone', async () => (await frame.locator('.isolation').count()) === 1)
    await see('fin-laptop-07')
  })

  it('extends and takes over by one tap each, and shows what came of it', async () => {
    let taken = false
    const { frame } = await openBoard(({ method, path }) => {
      if (method === 'POST') {
        taken = true
        return review(Date.now())
      }
      if (path !== '/api/tab/isolations' || !taken) return undefined
      const all = isolations(Date.now())
      return { ...all, isolations: all.isolations.slice(1) }
    })
    const first = frame.locator('.isolation').first()
    await first.getByLabel('Extend by').selectOption('4')
    await until('it is asked', async () => posts().length === 1)
    await frame.locator('.isolation', { hasText: 'srv-db-02' }).waitFor({ state: 'detached' })
    await frame.locator('.isolation', { hasText: 'fin-laptop-11' }).getByText('Take over').click()
    await until('it is asked', async () => posts().length === 2)
    assert.deepEqual(
      posts().map(({ path, body }) => [path.slice(-10), body]),
      [
        ['333/review', { id: 'r3', revision: 3, do: 'extend', hours: 4, to: null }],
        ['444/review', { id: 'r4', revision: 3, do: 'take-over', hours: null, to: null }],
      ],
    )
  })

  it('hands over to somebody chosen of those in the channel', async () => {
    const { frame } = await openBoard(({ method }) =>
      method === 'POST' ? review(Date.now(), { owner: 'Lee Lead', mine: false }) : undefined,
    )
    await frame.locator('.isolation', { hasText: 'fin-laptop-07' }).getByText('Hand over…').click()
    await see(/2 more are there/)
    const sure = frame.locator('.sheet .act')
    assert.equal(await sure.getAttribute('disabled'), '')
    await frame.getByLabel('Hand over to').selectOption('oid-lee')
    await sure.click()
    await until('it is asked', async () => posts().length === 1)
    assert.deepEqual(posts()[0]?.body, { id: 'r1', revision: 3, do: 'hand-over', hours: null, to: 'oid-lee' })
    await frame.locator('.sheet').waitFor({ state: 'detached' })
  })

  it('says why there is nobody to hand over to, and does not offer it', async () => {
    const noHandOver = 'It cannot be handed over: no channel has a card of this machine.'
    const { frame } = await openBoard(({ path }) => {
      if (path !== '/api/tab/isolations') return undefined
      const [one, ...others] = isolations(Date.now()).isolations
      return { isolations: [{ ...one, review: { ...one!.review, noHandOver } }, ...others], asOf: null }
    })
    await see(noHandOver)
    assert.equal(await frame.locator('.isolation').first().getByText('Hand over…').count(), 0)
  })

  it('releases by two taps', async () => {
    const { frame } = await openBoard(({ method }) => (method === 'POST' ? WAITING : undefined))
    await frame.locator('.isolation', { hasText: 'fin-laptop-07' }).getByText('Release').click()
    await frame.locator('.sheet .act').click()
    await until('it is asked', async () => posts().length === 1)
    assert.match(posts()[0]?.path ?? '', /1\/unisolate$/)
  })

  it('tells a refusal in its own words, follows changes, and says when there is nothing', async () => {
    let gone = false
    const { frame, api } = await openBoard(({ method, path }) => {
      if (method === 'POST') return problem(409, 'Nothing was changed. Look at it again.')
      return gone && path === '/api/tab/isolations' ? { isolations: [], asOf: null } : undefined
    })
    await frame.locator('.isolation').first().getByText('Take over').click()
    await see('Nothing was changed. Look at it again.')
    gone = true
    await until('somebody follows', async () => api.following === 1)
    api.tell({ type: 'machine', id: '3'.repeat(40) })
    await see('Nothing is isolated')
  })
})

import assert from 'node:assert/strict'
import { until } from '../../bot/test/system/until.ts'
import type { Instead, OpenTab } from './open-tab.ts'
import { ME, problem } from './samples.ts'
import { MACHINE, tabInTeams } from './tab-in-teams.ts'

const ALERT = 'da631_-136'
const PATH = `/api/tab/alerts/${ALERT}/triage`

describe('triage in the tab', () => {
  const { open, see, posts } = tabInTeams()

  const press = (tab: OpenTab, words: string) => tab.frame.locator('.sheet fluent-button', { hasText: words }).click()
  const openTriage = async (instead?: Instead, subPage = `alert:${ALERT}`): Promise<OpenTab> => {
    const tab = await open({ told: { subPage } }, instead)
    await tab.frame.locator('fluent-button', { hasText: 'Triage' }).click()
    await see('Whole incident')
    return tab
  }
  const answering =
    (answer: object): Instead =>
    ({ method }) =>
      method === 'POST' ? answer : undefined

  it('takes an alert by two taps, and reads what stands then', async () => {
    const tab = await openTriage(answering({ words: null }))
    const reads = () => tab.api.asked.filter(({ path }) => path === `/api/tab/alerts/${ALERT}`).length
    const before = reads()
    await press(tab, 'Assign to me')
    await tab.frame.locator('.sheet').waitFor({ state: 'detached' })
    const body = { scope: 'these', print: '00000000000000a1', step: 'take', verdict: null, comment: '' }
    assert.deepEqual(
      posts().map((one) => [one.path, one.body]),
      [[PATH, body]],
    )
    await until('it is read anew', async () => reads() > before)
  })

  it('resolves the whole incident with a verdict and a comment, and says what was not done', async () => {
    const tab = await openTriage(answering({ words: '12 of 14 alerts are updated. Defender did not change the others.' }))
    await tab.frame.getByText('Whole incident').click()
    await tab.frame.locator('.sheet select').selectOption('TruePositive/Malware')
    await tab.frame.locator('.sheet textarea').fill('Seen before')
    await press(tab, 'Resolve')
    await see('12 of 14 alerts are updated')
    assert.deepEqual(posts()[0]?.body, {
      scope: 'incident',
      print: '00000000000000b2',
      step: 'resolve',
      verdict: 'TruePositive/Malware',
      comment: 'Seen before',
    })
  })

  it('tells a refusal in its own words, and looks again when asked to', async () => {
    const tab = await openTriage(answering(problem(409, 'Changed since you looked. Nothing was done.')))
    await press(tab, 'Save only')
    await see('Changed since you looked')
    const looks = () => tab.api.asked.filter(({ method, path }) => method === 'GET' && path === PATH).length
    const before = looks()
    await press(tab, 'Look again')
    await see('Whole incident')
    assert.equal(looks(), before + 1)
    assert.equal(posts().length, 1)
  })

  it('is for the alerts of a machine, too', async () => {
    const tab = await openTriage(answering({ words: null }), `machine:${MACHINE}`)
    await press(tab, 'Assign to me')
    await until('it is asked', async () => posts().length === 1)
    assert.equal(posts()[0]?.path, `/api/tab/machines/${MACHINE}/triage`)
  })

  it('is not offered where it is known not to be granted, and the alert says why', async () => {
    const noTriage = 'Alert.ReadWrite is not granted to PocketSOC, so nobody can triage from here.'
    const tab = await open({ told: { subPage: `alert:${ALERT}` } }, ({ path }) =>
      path === '/api/tab/me' ? { ...ME, noTriage } : undefined,
    )
    await see(noTriage)
    assert.equal(await tab.frame.locator('fluent-button', { hasText: 'Triage' }).count(), 0)
  })
})

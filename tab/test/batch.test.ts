import assert from 'node:assert/strict'
import type { TabBatch } from '../../bot/tab-contract/batches.ts'
import { until } from '../../bot/test/system/until.ts'
import { CHOICES, newest, OTHERS, RUNNING, STOPPED } from './batch-samples.ts'
import { CONTROLS } from './isolation-samples.ts'
import type { Instead, OpenTab } from './open-tab.ts'
import { problem } from './samples.ts'
import { tabInTeams } from './tab-in-teams.ts'

describe('several machines in the tab', () => {
  const { open, see, posts, heard } = tabInTeams()
  const press = (tab: OpenTab, words: string) => tab.frame.locator('.sheet fluent-button', { hasText: words }).click()
  /** The API with a batch that moves on as the test says. */
  const withBatch =
    (batch: () => TabBatch | null, answer: () => object | undefined = () => batch() ?? undefined): Instead =>
    ({ method, path }) => {
      if (path === '/api/tab/batches/choices') return CHOICES
      if (method === 'POST') return answer()
      return path === '/api/tab/batches' ? newest(batch()) : undefined
    }
  const pick = async (tab: OpenTab): Promise<void> => {
    await tab.frame.getByText('Select machines').click()
    await tab.frame.getByLabel('fin-laptop-07').first().check()
    await tab.frame.getByLabel('srv-files-02').check()
    await tab.frame.locator('.select-bar .act').click()
  }

  it('are ticked, confirmed by name with what gives pause, begun, and followed', async () => {
    let batch: TabBatch | null = null
    const tab = await open(
      {},
      withBatch(
        () => batch,
        () => {
          batch = RUNNING
          return batch
        },
      ),
    )
    await pick(tab)
    await tab.frame.locator('.sheet h2:focus', { hasText: 'Isolate 2 machines?' }).waitFor()
    await see('A second person has to approve: its device value is High.')
    await tab.frame.getByText('Selective').click()
    await press(tab, 'Isolate 2 now')
    await see('2 of 4 had their turn')
    assert.deepEqual(posts()[0]?.body, {
      verb: 'isolate',
      reason: 'Isolate several machines',
      isolationType: 'Selective',
      machines: [
        { id: '1'.repeat(40), generation: 1 },
        { id: '2'.repeat(40), generation: 2 },
      ],
    })
    await until('somebody follows', async () => tab.api.following === 1)
    batch = { ...RUNNING, words: '3 of 4 had their turn.' }
    tab.api.tell({ type: 'batch' })
    await see('3 of 4 had their turn.')
  })

  it('are ticked with all their alerts, in the order of the ticks, by keyboard too, and kept while the list is filtered', async () => {
    const { frame, page, api } = await open(
      {},
      withBatch(() => null),
    )
    await frame.getByText('Select machines').click()
    const ticks = frame.locator('.alert-row input')
    await frame.locator('.all input:focus').waitFor()
    assert.ok(await frame.getByLabel('No machine').isDisabled())
    await frame.getByLabel('hr-laptop-12').first().focus()
    await page.keyboard.press('Space')
    await see('1 machine selected')
    assert.deepEqual(await ticks.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked)), [
      ...[false, false, false, true, true, false, false],
    ])
    await frame.getByLabel('Severity', { exact: true }).selectOption('High')
    await until('the list', async () => api.asked.some(({ query }) => query.get('severity') === 'high'))
    await frame.getByLabel('fin-laptop-07').last().check()
    await see('2 machines selected')
    await frame.locator('.select-bar .act').click()
    const asked = await until('the choices', async () => api.asked.find(({ path }) => path === '/api/tab/batches/choices'))
    assert.deepEqual(asked.query.getAll('machine'), ['3'.repeat(40), '1'.repeat(40)])
    await see('Isolate 1 machine?')
    await see('Left out: hr-laptop-12 (Isolated).')
    await frame.locator('.sheet fluent-button', { hasText: 'Back' }).click()
    await frame.getByLabel('All machines of this list').check()
    await see('4 machines selected')
    await page.evaluate(() => window.teams.say('backButtonPress', []))
    await frame.locator('fluent-button:focus', { hasText: 'Select machines' }).waitFor()
    assert.deepEqual([await ticks.count(), await heard('navigateBack')], [0, []])
  })

  it('say from which on a second person has to approve, of those that were chosen alone', async () => {
    const brake =
      'From the 2nd on a second person has to approve: by then the same person acted on 10 other machines within the hour.'
    const tab = await open({ told: { subPage: 'alert:da631_-136' } }, ({ path, query }) =>
      path === '/api/tab/batches/choices'
        ? { ...CHOICES, brake: query.getAll('machine').length === 2 ? brake : null }
        : undefined,
    )
    await tab.frame.getByText('Several machines of this incident').click()
    await tab.frame.getByLabel('fin-laptop-07').check()
    await tab.frame.getByLabel('srv-files-02').check()
    await press(tab, 'Isolate 2 machines')
    await see(brake)
    await press(tab, 'Back')
    await tab.frame.getByLabel('srv-files-02').uncheck()
    await press(tab, 'Isolate 1 machine')
    await see('Isolate 1 machine?')
    await tab.frame.locator('.sheet .batch').waitFor()
    assert.equal(await tab.frame.getByText(brake).count(), 0)
  })

  it('stop by one tap, and go on by one', async () => {
    let batch = RUNNING
    const tab = await open(
      {},
      withBatch(
        () => batch,
        () => {
          batch = batch.is === 'running' ? STOPPED : RUNNING
          return batch
        },
      ),
    )
    await tab.frame.locator('.running').click()
    await press(tab, 'Stop')
    await see('wants a new sign-in')
    await press(tab, 'Go on')
    await see('2 of 4 had their turn')
    assert.deepEqual(
      posts().map(({ path }) => path),
      [`/api/tab/batches/${RUNNING.id}/stop`, `/api/tab/batches/${RUNNING.id}/go-on`],
    )
  })

  it('of others stand in a lead’s list, move on there, and stop by one tap', async () => {
    let others = OTHERS
    const stopping = { ...OTHERS, words: '7 of 12 had their turn. Stops after the machine in hand.', mayStop: false }
    const { frame, api } = await open({}, ({ method, path }) => {
      if (method === 'POST') others = stopping
      if (method === 'POST') return others
      return path === '/api/tab/controls' ? { ...CONTROLS, lead: true, batches: [others] } : undefined
    })
    const row = frame.getByRole('list', { name: 'Several machines that others asked for' }).getByRole('listitem')
    await row.getByText('Wanda Workstations: 5 of 12 had their turn').waitFor()
    await until('somebody follows', async () => api.following === 1)
    others = { ...OTHERS, words: '6 of 12 had their turn.' }
    api.tell({ type: 'batch' })
    await row.getByText('6 of 12 had their turn').waitFor()
    await row.locator('fluent-button', { hasText: 'Stop' }).click()
    await row.getByText('Stops after the machine in hand').waitFor()
    await frame.locator('#said', { hasText: 'Stops after the machine in hand' }).waitFor({ state: 'attached' })
    assert.deepEqual(
      [posts().map(({ path }) => path), await row.locator('fluent-button').count()],
      [[`/api/tab/batches/${OTHERS.id}/stop`], 0],
    )
  })

  it('tell a refusal in its own words, with nothing begun', async () => {
    const tab = await open(
      {},
      withBatch(
        () => null,
        () => problem(409, 'You have asked for several machines that are not done yet.'),
      ),
    )
    await pick(tab)
    await press(tab, 'Isolate 2 now')
    await see('You have asked for several machines that are not done yet.')
    assert.equal(await tab.frame.locator('.running').count(), 0)
  })

  it('are offered for an incident, and for release where several are isolated', async () => {
    const incident = await open(
      { told: { subPage: 'alert:da631_-136' } },
      withBatch(() => null),
    )
    await incident.frame.getByText('Several machines of this incident').waitFor()
    await incident[Symbol.asyncDispose]()
    const board = await open(
      { told: { subPage: 'isolated' } },
      withBatch(() => null),
    )
    await board.frame.getByText('Release several').click()
    await see('Select machines')
    const { query } = await until('the choices', async () =>
      board.api.asked.find(({ path }) => path === '/api/tab/batches/choices'),
    )
    assert.deepEqual([query.get('verb'), query.getAll('machine').length], ['unisolate', 3])
  })
})

import assert from 'node:assert/strict'
import type { TabControls } from '../../bot/tab-contract/controls.ts'
import { until } from '../../bot/test/system/until.ts'
import { OTHERS } from './batch-samples.ts'
import { approval, CONTROLS } from './isolation-samples.ts'
import { alerts, ME, problem } from './samples.ts'
import { tabInTeams } from './tab-in-teams.ts'

describe('the list in the tab', () => {
  const { open, see } = tabInTeams()

  it('says of each alert how bad, what, where and how old, and how old all of it is', async () => {
    const { frame, api } = await open()
    const row = frame.locator('.alert-row').first()
    await row.waitFor()

    const text = (await row.innerText()).replace(/\s+/g, ' ')
    assert.match(text, /^HIGH New 4 min ago Memory of lsass.exe was read by an unusual process fin-laptop-07 .*Workstations$/)
    await see(/^Defender read \d\d:\d\d UTC$/)
    await see('12 older alerts not shown.')
    assert.ok(api.asked.every(({ token }) => token === 'token-1'))
  })

  it('says in which mode it works, and so whose rights count', async () => {
    await open()
    await see('Delegated mode: you see and do here what your own role at Defender allows.')
    await open({}, ({ path }) => (path === '/api/tab/me' ? { ...ME, mode: 'application' } : undefined))
    await see('Application mode: the service acts at Defender, for people with the app role Responder or Lead.')
  })

  it('begins the line under a long machine name with its group, not with the dot between them', async () => {
    const { frame } = await open({ phone: { viewport: { width: 280, height: 844 } } })
    const where = frame.locator('.alert-where', { hasText: 'srv-mail-01.fabrikam.example' })
    const [machine, group] = await where.evaluate((line) =>
      [...line.children].map((part) => {
        const text = document.createRange()
        text.selectNodeContents(part)
        return text.getBoundingClientRect().toJSON() as DOMRect
      }),
    )
    assert.ok(group!.top >= machine!.bottom)
    assert.equal(group!.left, machine!.left)
  })

  it('asks for what the filters and the search say', async () => {
    const { frame, api } = await open()
    await frame.getByLabel('Severity').selectOption('Medium and up')
    await frame.getByLabel('Machine group').selectOption('Servers')
    await frame.locator('fluent-text-input input').fill('powershell')

    await until('the search', async () => api.asked.some(({ query }) => query.get('q') === 'powershell'))
    const { query } = api.asked.findLast(({ path }) => path === '/api/tab/alerts')!
    assert.deepEqual(Object.fromEntries(query), {
      severity: 'medium',
      status: 'New,InProgress',
      group: 'Servers',
      q: 'powershell',
    })
  })

  it('says that nothing is open, and that nothing matches', async () => {
    const { frame } = await open({}, ({ path }) =>
      path === '/api/tab/alerts' ? { alerts: [], more: 0, asOf: new Date().toISOString() } : undefined,
    )
    await see('Nothing open')
    await frame.getByLabel('Severity').selectOption('High')
    await see('No alert matches')
    await frame.getByText('Show all open').click()
    await see('Nothing open')
  })

  it('tells somebody without access whom to ask, and offers nothing to filter', async () => {
    const { frame } = await open({}, ({ path }) => (path === '/api/tab/me' ? { ...ME, machineGroups: [] } : undefined))
    await see('Defender shows you no machines')
    assert.equal(await frame.locator('select').count(), 0)
  })

  it('leaves a lead without access the kill switch and the stop of others’ batches', async () => {
    let controls: TabControls = { ...CONTROLS, lead: true, batches: [OTHERS], approvals: [approval(Date.now())] }
    const { frame } = await open({}, ({ method, path }) => {
      if (path === '/api/tab/me') return { ...ME, machineGroups: [] }
      if (method === 'POST') controls = { ...controls, stopped: { by: 'Lena Lead', at: new Date().toISOString() } }
      return method === 'POST' || path === '/api/tab/controls' ? controls : undefined
    })
    await see('Defender shows you no machines')
    await frame.locator('.running fluent-button', { hasText: 'Stop' }).waitFor()
    assert.equal(await frame.locator('.alert-row').count(), 0)
    await frame.locator('fluent-button', { hasText: 'Stop all actions…' }).click()
    await frame.locator('fluent-button', { hasText: 'Stop all actions, everywhere' }).click()
    await see(/^All actions are stopped$/)
    await frame.locator('fluent-button', { hasText: 'Resume actions' }).waitFor()
  })

  it('tells a refusal in its own words and reads again when asked', async () => {
    let down = true
    const { frame } = await open({}, ({ path }) =>
      down && path === '/api/tab/alerts' ? problem(503, 'The store is being moved.') : undefined,
    )
    await see('The store is being moved.')
    down = false
    await frame.getByText('Try again').click()
    await frame.locator('.alert-row').first().waitFor()
    assert.equal(await frame.locator('.trouble').count(), 0)
  })

  it('follows changes, and opens a stream that broke again', async () => {
    let title = 'Before'
    const { api } = await open({}, ({ path }) => {
      const all = alerts(Date.now())
      return path === '/api/tab/alerts' ? { ...all, alerts: [{ ...all.alerts[0], title }] } : undefined
    })
    await see('Before')
    await until('somebody follows', async () => api.following === 1)
    title = 'After'
    api.tell({ type: 'alerts' })
    await see('After')

    title = 'Missed'
    api.breakStreams()
    await see('Missed')
  })
})

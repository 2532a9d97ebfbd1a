import assert from 'node:assert/strict'
import type { TabAsk } from '../../bot/tab-contract/machines.ts'
import { until } from '../../bot/test/system/until.ts'
import { approval, CONTROLS } from './isolation-samples.ts'
import { machine } from './samples.ts'
import { MACHINE, tabInTeams } from './tab-in-teams.ts'

describe('what holds actions back, in the tab', () => {
  const { open, openMachine, see, posts } = tabInTeams()
  const now = Date.now()
  const held = { ...machine(now), held: { is: 'second-person', why: 'A second person has to approve: it is a server.' } as const }
  const grave = [{ text: 'Domain controller: sign-ins that need it stop working.', grave: true }]

  it('asks for approval where a second person is needed, and warns before', async () => {
    let controls = CONTROLS
    const { frame } = await openMachine(({ method, path }) => {
      if (path === '/api/tab/controls') return controls
      if (method === 'GET') return { ...held, warnings: grave }
      controls = { ...CONTROLS, approvals: [approval(now, { own: true, mayApprove: false, mayGoAlone: false })] }
      return { headline: 'Approval asked: Isolate (full)' }
    })
    await frame.locator('.act-bar .act').click()
    await frame.locator('.sheet .warnings', { hasText: 'Domain controller' }).waitFor()
    await frame.locator('.sheet', { hasText: 'A second person has to approve: it is a server.' }).waitFor()
    await frame.locator('.sheet .act', { hasText: 'Ask for approval' }).click()
    await frame.locator('#said', { hasText: 'Approval asked: Isolate (full)' }).waitFor({ state: 'attached' })
    await see(/^You asked .* because its device value is High\.$/)
    await frame.locator('.act-bar .act', { hasText: 'Waits for a second person' }).waitFor()
    await frame.locator('fluent-button', { hasText: 'Withdraw' }).waitFor()
  })

  const asked = (over: Partial<TabAsk>) => {
    const shown = machine(now)
    return {
      ...shown,
      more: shown.more.map((one) => (one.ask?.verb === 'restrict' ? { ...one, ask: { ...one.ask, ...over } } : one)),
    }
  }

  it('asks for approval of what stands under More just so, and says that it did', async () => {
    const { frame } = await openMachine(({ method, path }) => {
      if (method === 'POST') return { headline: 'Approval asked: Restrict apps' }
      return path.startsWith('/api/tab/machines/') ? asked({ warnings: grave, held: held.held }) : undefined
    })
    await frame.locator('.more').click()
    await frame.locator('.offers fluent-button', { hasText: 'Restrict' }).click()
    await frame.locator('.sheet .warnings', { hasText: 'Domain controller' }).waitFor()
    await frame.locator('.sheet .held', { hasText: 'A second person has to approve: it is a server.' }).waitFor()
    await frame.locator('.sheet .act', { hasText: 'Ask for approval' }).click()
    await frame.locator('#said', { hasText: 'Approval asked: Restrict apps' }).waitFor({ state: 'attached' })
    assert.equal(posts().length, 1)
  })

  it('offers under More nothing that policy refuses, and says why', async () => {
    const why = 'Policy does not allow this from here: policy lets nobody do this from here. Nothing was done.'
    let answer = asked({})
    const tab = await openMachine(({ path }) => (path.startsWith('/api/tab/machines/') ? answer : undefined))
    const restrict = tab.frame.locator('.offers fluent-button', { hasText: 'Restrict' })
    await tab.frame.locator('.more').click()
    await restrict.waitFor()
    answer = asked({ held: { is: 'refused', why } })
    await until('somebody follows', async () => tab.api.following === 1)
    tab.api.tell({ type: 'machine', id: MACHINE })
    await tab.frame.locator('.offers li', { hasText: why }).waitFor()
    assert.deepEqual([await restrict.count(), await tab.frame.locator('.offers fluent-button').count()], [0, 3])
  })

  it('warns whoever approves of what was asked for, not of an isolation', async () => {
    const shown = asked({ warnings: grave })
    const { frame } = await openMachine(({ path }) => {
      if (path === '/api/tab/controls')
        return { ...CONTROLS, lead: true, approvals: [approval(now, { verb: 'restrict', what: 'Restrict apps' })] }
      return path.startsWith('/api/tab/machines/') ? shown : undefined
    })
    await frame.locator('fluent-button', { hasText: 'Approve' }).click()
    await frame.locator('.sheet .warnings', { hasText: 'Domain controller' }).waitFor()
    await frame.locator('.sheet .warnings', { hasText: 'High device value' }).waitFor({ state: 'detached' })
  })

  it('lets a lead approve by two taps what heads the list', async () => {
    let controls = { ...CONTROLS, lead: true, approvals: [approval(now)] }
    const { frame } = await open({}, ({ method, path }) => {
      if (method === 'POST') controls = { ...controls, approvals: [] }
      return method === 'POST' || path === '/api/tab/controls' ? controls : undefined
    })
    await frame.locator('.alert-row', { hasText: 'Approval asked' }).click()
    await frame.locator('fluent-button', { hasText: 'Approve' }).click()
    await frame.locator('.sheet h2:focus', { hasText: 'Approve: Isolate (full) · fin-laptop-07?' }).waitFor()
    await frame.locator('.sheet .act', { hasText: 'Approve now' }).click()
    await until('it is approved', async () => posts().length === 1)
    assert.deepEqual([posts()[0]?.path, posts()[0]?.body], ['/api/tab/approvals/0123456789abcdef/approve', { why: null }])
    await frame.locator('#said', { hasText: 'Approved' }).waitFor({ state: 'attached' })
    await frame.locator('.act-bar .act', { hasText: 'Isolate' }).waitFor()
  })

  it('names the file that is to be stopped, and its whole hash before that is approved', async () => {
    const sha1 = '6'.repeat(40)
    const what = String.raw`Stop and quarantine Mimikatz.exe in C:\Users\Public\Downloads (SHA-1 66666666…)`
    const controls = { ...CONTROLS, lead: true, approvals: [approval(now, { verb: 'quarantine', what, sha1, isolation: false })] }
    const { frame } = await openMachine(({ path }) => (path === '/api/tab/controls' ? controls : undefined))
    await frame.locator('h2', { hasText: `Approval asked: ${what}` }).waitFor()
    await frame.locator('fluent-button', { hasText: 'Approve' }).click()
    await frame.locator('.sheet p', { hasText: `SHA-1 ${sha1}` }).waitFor()
  })

  it('asks why of whoever goes on alone', async () => {
    const controls = { ...CONTROLS, lead: true, approvals: [approval(now, { own: true, mayApprove: false })] }
    const { frame } = await openMachine(({ method, path }) =>
      method === 'POST' || path === '/api/tab/controls' ? controls : undefined,
    )
    await frame.locator('fluent-button', { hasText: 'Go on alone' }).click()
    await frame.locator('.sheet .act[disabled]').waitFor()
    await frame.locator('.sheet fluent-textarea textarea').fill('Nobody else is awake')
    await frame.locator('.sheet .act', { hasText: 'Go on alone' }).click()
    await until('it is asked', async () => posts().length === 1)
    assert.deepEqual(
      [posts()[0]?.path, posts()[0]?.body],
      ['/api/tab/approvals/0123456789abcdef/go-alone', { why: 'Nobody else is awake' }],
    )
  })

  it('lets a lead stop everything by two taps, and hears when it was stopped elsewhere', async () => {
    let controls = { ...CONTROLS, lead: true }
    const tab = await open({}, ({ method, path }) => {
      if (path !== '/api/tab/controls' && method !== 'POST') return undefined
      if (method === 'POST') controls = { ...controls, stopped: { by: 'Lena Lead', at: new Date(now).toISOString() } } as never
      return controls
    })
    await tab.frame.locator('fluent-button', { hasText: 'Stop all actions…' }).click()
    await tab.frame.locator('fluent-button', { hasText: 'Stop all actions, everywhere' }).click()
    await see(/^All actions are stopped$/)
    assert.equal(posts()[0]?.path, '/api/tab/actions/stop')
    controls = { ...controls, stopped: null }
    await until('somebody follows', async () => tab.api.following === 1)
    tab.api.tell({ type: 'controls' })
    await tab.frame.locator('fluent-button', { hasText: 'Stop all actions…' }).waitFor()
  })
})

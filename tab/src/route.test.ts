import assert from 'node:assert/strict'
import { hrefOf, parseRoute, parseSubPage, type Route } from './route.ts'

describe('where one is in the tab', () => {
  it('comes back from the link to it, whatever the id', () => {
    const routes: Route[] = [{ at: 'alerts' }, { at: 'alert', id: 'da63_-1/%?#' }, { at: 'machine', id: '1'.repeat(40) }]
    for (const route of routes) assert.deepEqual(parseRoute(hrefOf(route)), route)
  })

  it('is the list when an address is not understood', () => {
    for (const hash of ['', '#/elsewhere/1', '#/alert/', '#/alert/%E0%A4%A']) assert.deepEqual(parseRoute(hash), { at: 'alerts' })
  })

  it('follows a deep link of Teams', () => {
    assert.deepEqual(parseSubPage('alert:da63_-1'), { at: 'alert', id: 'da63_-1' })
    assert.deepEqual(parseSubPage('machine:abc'), { at: 'machine', id: 'abc' })
    for (const subPage of [null, '', 'alert:', 'rule:1']) assert.deepEqual(parseSubPage(subPage), { at: 'alerts' })
  })
})

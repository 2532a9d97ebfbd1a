import assert from 'node:assert/strict'
import { readTabLink } from './deep-link.ts'

const link = (context: string, path = 'any-app/alerts', origin = 'https://teams.microsoft.com') =>
  `${origin}/l/entity/${path}?tenantId=t&label=Open&context=${encodeURIComponent(context)}`

describe('a deep link on a card', () => {
  it('leads into the tab at its sub-page, whatever the app', () => {
    assert.equal(readTabLink(link('{"subEntityId":"machine:0f"}')), 'machine:0f')
    assert.equal(readTabLink(link('{"subEntityId":"alert:da1_-2"}', 'ca7a1060-4444/alerts')), 'alert:da1_-2')
    assert.equal(
      readTabLink(link('{"subEntityId":"machine:0f"}', 'any-app/alerts', 'https://gov.teams.microsoft.us')),
      'machine:0f',
    )
  })

  it('leads to the tab’s first screen when it does not say where', () => {
    for (const context of ['', '{}', 'null', '{"subEntityId":7}']) assert.equal(readTabLink(link(context)), '')
  })

  it('is none when it leads elsewhere', () => {
    const context = '{"subEntityId":"machine:0f"}'
    assert.equal(readTabLink(link(context, 'any-app/other')), null)
    assert.equal(readTabLink(link(context, 'any-app/alerts', 'https://teams.microsoft.com.evil.example')), null)
    assert.equal(readTabLink(link(context, 'any-app/alerts', 'http://teams.microsoft.com')), null)
    assert.equal(readTabLink('not an address'), null)
  })
})

import assert from 'node:assert/strict'
import { lintCard } from '../test/card-lint.ts'
import { sampleAlert, sampleCaseFile } from '../test/samples.ts'
import { raiseCard } from './raise-card.ts'

describe('the reply that tells of a higher severity', () => {
  it('says how bad, what and where, in the notification too', () => {
    const message = raiseCard(sampleCaseFile(), 4)

    lintCard(message)
    assert.equal(message.summary, 'Now HIGH: Credential dumping on a server on srv-db-02.fabrikam.example')
    assert.match(JSON.stringify(message.body), /"Now HIGH".*Credential dumping on a server on srv-db-02/)
  })

  it('tells the severity it was queued for, though the case has become worse or better since', () => {
    const low = sampleCaseFile({ alerts: [sampleAlert({ severity: 'Low' })] })
    assert.match(raiseCard(low, 3).summary, /^Now MEDIUM: /)
  })

  it('uses Defender’s word for a severity that we do not know', () => {
    const file = sampleCaseFile({ alerts: [sampleAlert({ severity: { unknown: 'Critical' } })] })
    assert.match(raiseCard(file, 5).summary, /^Now CRITICAL: /)
  })

  it('says nothing of a case that its chat does not show any more', () => {
    const message = raiseCard(sampleCaseFile({ hidden: true }), 4)

    lintCard(message)
    assert.doesNotMatch(JSON.stringify(message), /Credential|srv-db|HIGH/)
  })

  it('rings the phone of whom the rule mentions', () => {
    const message = raiseCard(sampleCaseFile({ mention: { id: 'lena@fabrikam.example', name: 'Lena Lead' } }), 4)

    lintCard(message)
    assert.match(JSON.stringify(message.body), /"text":"<at>Lena Lead<\/at>","mentioned":\{"id":"lena@fabrikam\.example"/)
  })
})

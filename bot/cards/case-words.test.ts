import assert from 'node:assert/strict'
import type { Evidence } from '../domain/alert.ts'
import { sampleAlert, sampleCaseFile, sampleFile } from '../test/samples.ts'
import { caseContext } from './case-words.ts'

const EMPTY = sampleFile({ type: '', fileName: null, filePath: null, sha1: null })
const factsOf = (...evidence: readonly Partial<Evidence>[]) =>
  caseContext({
    ...sampleCaseFile(),
    alerts: [sampleAlert({ description: null, evidence: evidence.map((piece) => ({ ...EMPTY, ...piece })) })],
  }).map(({ label, value }) => `${label}: ${value.trim()}`)

describe('the evidence that a card shows', () => {
  it('is called as people write it', () =>
    assert.deepEqual(factsOf({ type: 'Ip', ipAddress: '10.20.1.112' }, { type: 'Url', url: 'https://a.example' }), [
      'IP address: 10.20.1.112',
      'URL: https://a.example',
    ]))

  it('is the first three pieces that say more than who', () =>
    assert.deepEqual(
      factsOf(
        { type: 'User', account: 'nora' },
        { type: 'Process', commandLine: 'rundll32.exe a.dll', fileName: 'rundll32.exe', filePath: 'C:\\Windows' },
        { type: 'File' },
        { type: 'File', fileName: 'd.bin', filePath: 'C:\\PerfLogs' },
        { type: 'Registry', registry: 'HKLM\\Run' },
        { type: 'File', fileName: 'e.bin' },
      ),
      ['Process: rundll32.exe a.dll', 'File: d.bin in C:\\PerfLogs', 'Registry: HKLM\\Run'],
    ))
})

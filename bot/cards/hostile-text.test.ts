import type { Evidence } from '../domain/alert.ts'
import type { Containment } from '../domain/containment.ts'
import type { AlertId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { lintCard } from '../test/card-lint.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleAlert, sampleCase, sampleCaseFile, sampleMachine } from '../test/samples.ts'
import type { CardLook } from './case-card.ts'
import { caseCard } from './case-card.ts'
import { raiseCard } from './raise-card.ts'
import { createTimes } from './times.ts'

const LOOK: CardLook = {
  portalUrl: 'https://security.microsoft.com',
  times: createTimes('Europe/Paris'),
  mode: 'delegated' as const,
  tab: {
    appId: '0f0e0d0c-0000-4000-8000-000000000001',
    tenantId: 't-1',
    url: 'https://soc.example.com/tab/',
    teamsUrl: 'https://teams.microsoft.com',
  },
}
const AT = '2026-11-02T09:05:00.0000000Z' as Instant

const evidenceOf = (type: string, text: string): Evidence => ({
  type,
  fileName: text,
  filePath: text,
  sha1: text,
  sha256: null,
  commandLine: type === 'Process' ? text : null,
  processId: 1,
  parentFileName: null,
  ipAddress: text,
  url: text,
  registry: text,
  account: text,
})

describe('outside text on cards', () => {
  for (const text of HOSTILE) {
    it(`shows outside text as text: ${JSON.stringify(text.slice(0, 40))}`, () => {
      const evidence = ['Process', 'File', text].map((type) => evidenceOf(type, text))
      const alert = sampleAlert({
        title: text,
        description: text,
        severity: { unknown: text },
        status: { unknown: text },
        machine: { id: sampleMachine().id, name: text },
        machineGroup: text,
        category: text,
        threat: text,
        classification: text,
        determination: text,
        assignedTo: text,
        user: text,
        mitreTechniques: Array.from({ length: 50 }, () => text),
        evidence,
      })
      const machine = sampleMachine({
        name: text,
        machineGroup: text,
        osPlatform: text,
        healthStatus: text,
        riskScore: text,
        exposureLevel: text,
        deviceValue: text,
      })
      const containment: Containment = {
        is: 'isolated',
        asked: { by: text, recorded: text, matches: true, at: AT },
        selective: false,
        since: AT,
      }
      const mention = { id: text.slice(0, 100), name: text }
      for (const file of [
        sampleCaseFile({ alerts: [alert], machine, containment, mention }),
        sampleCaseFile({
          alerts: Array.from({ length: 10 }, () => alert),
          machine,
          containment,
          mention,
          totals: { alerts: 500, unresolved: 500, severityRank: 5 },
        }),
        sampleCaseFile({
          alerts: [sampleAlert({ ...alert, id: text.slice(0, 200) as AlertId, readable: false })],
          machine: null,
          case: sampleCase({ machineId: null }),
        }),
        sampleCaseFile({
          alerts: [sampleAlert({ ...alert, status: 'Resolved' })],
          machine,
          totals: { alerts: 1, unresolved: 0, severityRank: -1 },
        }),
      ]) {
        lintCard(caseCard(file, LOOK))
        lintCard(raiseCard(file, 5))
      }
    })
  }
})

import assert from 'node:assert/strict'
import { ConfigError, parseConfig } from '../config.ts'
import { carryOut } from './check.ts'
import { purposesIn, settingsChecks } from './settings-checks.ts'

const told = async (env: Record<string, string>): Promise<string[]> => {
  try {
    parseConfig(env)
    return assert.fail('these settings are usable')
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const findings = await carryOut(settingsChecks(error.problems), new AbortController().signal)
    return findings.map(({ name, says }) => `${name} ${says}`)
  }
}

describe('the doctor on settings', () => {
  it('names all that are missing and all that are wrong at once, each with what it is for, and tells no value', async () => {
    const lines = await told({ TENANT_ID: 'not-a-guid', POLL_SECONDS: '1', BOT_SECRET: 'hidden' })
    assert.ok(lines.includes('TENANT_ID must be a GUID. The tenant that it serves, one per deployment.'), lines.join('\n'))
    assert.ok(lines.includes('PUBLIC_URL is missing. Where people and Teams reach the service.'))
    assert.ok(lines.some((line) => line.startsWith('POLL_SECONDS must be a whole number from 3 to 3600. Seconds between')))
    assert.doesNotMatch(lines.join(), /not-a-guid|hidden/)
  })

  it('finds what a setting is for above it, or above those that it stands with', () => {
    const sample =
      '# About all.\n\n# One. And more\n# of it.\nA_ONE=1\n#A_TWO=\n# A URL such as https://a.example/b, of two\n# lines. More.\nB_ONE=\n'
    assert.deepEqual(
      [...purposesIn(sample)],
      [
        ['A_ONE', 'One.'],
        ['A_TWO', 'One.'],
        ['B_ONE', 'A URL such as https://a.example/b, of two lines.'],
      ],
    )
  })
})

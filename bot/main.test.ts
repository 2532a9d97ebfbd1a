import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

describe('the service’s process', () => {
  it('has Azure Monitor’s exporter tell Microsoft nothing of its own', () => {
    const after = `process.once('beforeExit', async () => {
      const { AzureMonitorTraceExporter } = await import(${JSON.stringify(import.meta.resolve('@azure/monitor-opentelemetry-exporter'))})
      const { trackStatsbeat } = new AzureMonitorTraceExporter({ connectionString: 'InstrumentationKey=6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001' })
      console.log(JSON.stringify({ trackStatsbeat }))
      process.exit()
    })`
    const preload = `data:text/javascript,${encodeURIComponent(after)}`
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', preload, join(import.meta.dirname, 'main.ts')], {
      env: {},
      encoding: 'utf8',
    })
    assert.match(stderr, /TENANT_ID is missing/)
    assert.deepEqual(JSON.parse(stdout), { trackStatsbeat: false })
  })
})

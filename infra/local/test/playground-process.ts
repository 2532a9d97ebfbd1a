import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '../demo/ports.ts'
import { PLAYGROUND_SERVICE_URL } from '../playground.ts'
import type { Tenant } from '../start-tenant.ts'
import { ACCOUNTS, APPS, TENANT_ID } from '../world.ts'

/** The Playground's 1:1 chat and the channel of its team. */
export const PLAYGROUND = {
  chat: 'a:playground-chat',
  team: '19:playground@thread.tacv2',
  channel: '19:playground-high@thread.tacv2',
} as const

/** A press of a button; `mri` is whose, `value` what else stands in the invoke: `state`, `authentication`. */
export interface PlaygroundPress {
  readonly mri: string
  readonly conversation: string
  readonly message: string
  readonly verb: string
  readonly data: unknown
  readonly value?: object
}

/** The running Playground; its page is at `url`. */
export interface RunningPlayground extends AsyncDisposable {
  readonly url: string
  /** Tells the bot that it is installed in this channel, as the page's menu "Mock an Activity" does. */
  install(channel: string): Promise<void>
  /** Presses, and answers the bot's own body. */
  press(press: PlaygroundPress): Promise<unknown>
}

/** Starts Microsoft's Agents Playground beside the bot, with the tenant's people in it. */
export async function startPlayground(tenant: Tenant, botPort: number): Promise<RunningPlayground> {
  const home = mkdtempSync(join(tmpdir(), 'pocketsoc-playground-'))
  const config = join(home, 'config.yml')
  writeFileSync(config, JSON.stringify(worldOfPlayground())) // YAML has JSON in it
  const port = await freePort('--port', 0)
  const env = tenant.botEnv()
  const args = [
    ...['start', '-e', `http://127.0.0.1:${botPort}/api/messages`, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    ...['--client-id', APPS.bot.clientId, '--client-secret', env['BOT_SECRET'] ?? '', '--tenant-id', TENANT_ID],
    ...['--service-url', PLAYGROUND_SERVICE_URL],
  ]
  const wire = Object.fromEntries(Object.entries(env).filter(([name]) => /PROXY|CERT/.test(name)))
  const cli = join(dirname(createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/package.json')), 'cli.js')
  const child = spawn(process.execPath, [cli, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      TEAMSAPPTESTER_BROWSER: 'none',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: config,
      ...wire,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit')
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the Playground ended before it listened'))),
  ])
  child.stdout.resume()
  tenant.playground.join(port)
  const url = `http://localhost:${port}`
  const post = (path: string, body: unknown) =>
    fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return {
    url,
    async install(channel) {
      const template = `/_internal/v1/customActivities/template?type=install&conversationId=${encodeURIComponent(channel)}`
      await post('/_internal/v1/customActivities', await (await fetch(url + template)).json())
    },
    async press({ mri, conversation, message, verb, data, value }) {
      const reply = await post('/_conversation/v1/invoke', {
        name: 'adaptiveCard/action',
        conversation: { id: conversation },
        from: { id: mri },
        replyToId: message,
        value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual', ...value },
      })
      return reply.json()
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The Playground wants exactly five people besides the one who uses it. */
function worldOfPlayground() {
  const [me, ...others] = ACCOUNTS.map(({ mri, oid, name, upn }) => personOf(mri, oid, name, upn))
  const fifth = personOf(
    '29:1pocketsoc-local-guest',
    '0a1b2c3d-0000-4000-8000-000000000009',
    'Gus Guest',
    'guest@fabrikam.example',
  )
  return {
    version: '0.1.1',
    tenantId: TENANT_ID,
    bot: { id: `28:${APPS.bot.clientId}`, name: 'PocketSOC' },
    currentUser: me,
    users: [...others, fifth],
    personalChat: { id: PLAYGROUND.chat },
    groupChat: { id: '19:playground-group', name: 'Group' },
    team: {
      id: PLAYGROUND.team,
      name: 'Playground',
      aadGroupId: '00000000-0000-0000-0000-000000000031',
      channels: [{ id: PLAYGROUND.channel, name: 'High' }],
    },
  }
}

function personOf(id: string, aadObjectId: string, name: string, upn: string) {
  const [givenName, surname] = name.split(' ')
  return { id, name, userPrincipleName: upn, aadObjectId, givenName, surname, email: upn }
}

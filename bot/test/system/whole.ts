import type { BotAnswer, MessageView, ReceivedView } from '../../../infra/local/control/shapes.ts'
import type { Demo, DemoOptions } from '../../../infra/local/demo/start-demo.ts'
import { startDemo } from '../../../infra/local/demo/start-demo.ts'
import { TEAM } from '../../../infra/local/world.ts'
import { until } from './until.ts'

/** The channels of the tenant's team, by name. */
export const [GENERAL, HIGH, SERVERS] = TEAM.channels.map(({ id }) => id) as [string, string, string]

/** A machine in the API's shape: `digit` makes its id and its name. */
export const machineOf = (digit: string, group: string, over: object = {}) => ({
  id: digit.repeat(40),
  computerDnsName: `host-${digit}`,
  rbacGroupName: group,
  riskScore: 'High',
  deviceValue: 'Normal',
  healthStatus: 'Active',
  onboardingStatus: 'Onboarded',
  osPlatform: 'Windows11',
  ...over,
})

/** A high alert in the API's shape on the machine of that digit. */
export const alertOn = (digit: string, group: string, over: object = {}) => ({
  id: `da-${digit}_1`,
  title: `Alert on ${digit}`,
  severity: 'High',
  status: 'New',
  incidentId: 100 + Number.parseInt(digit, 16),
  machineId: digit.repeat(40),
  computerDnsName: `host-${digit}`,
  rbacGroupName: group,
  alertCreationTime: '2026-11-02T09:05:00Z',
  lastUpdateTime: new Date().toISOString(),
  evidence: [],
  ...over,
})

/** The bot and the tenant, and what a test does with them. */
export async function startWhole(alerts: readonly object[], machines: readonly object[], more: Partial<DemoOptions> = {}) {
  const options = { ...more, port: 0, botPort: 0, alerts, machines, speed: 1, trickle: false, dataDir: null }
  const demo: Demo = await startDemo(options, AbortSignal.timeout(30_000), () => undefined)
  return { demo, ...driven(demo), [Symbol.asyncDispose]: () => demo[Symbol.asyncDispose]() }
}

/** What a test does with the tenant at this address, and through it with the bot. */
export function driven({ url }: { readonly url: string }) {
  const control = async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') => {
    const init = {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    const reply = await fetch(`${url}/control/${path}`, init)
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} /control/${path}: ${reply.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const messages = (conversation: string): Promise<MessageView[]> =>
    control(`conversations/${encodeURIComponent(conversation)}/messages`)
  const find = async (conversation: string, text: string) =>
    (await messages(conversation)).find((one) => JSON.stringify(one).includes(text))
  return {
    control,
    messages,
    find,
    /** The message of a conversation that says this, as soon as it does. */
    saying: (conversation: string, text: string, withinMs?: number) =>
      until(`"${text}"`, () => find(conversation, text), withinMs),
    /** Presses a button of the message as this account, with whatever the press needs. */
    click: (account: string, message: MessageView, verb: string, more: object = {}): Promise<BotAnswer> =>
      control('click', { account, conversation: message.conversation, message: message.id, verb, ...more }),
    /** Requests that asked Defender to change something. */
    acts: async (): Promise<ReceivedView[]> =>
      (await control('received?platform=defender')).filter(({ method }: ReceivedView) => method === 'POST'),
    /** Has the machines carry out what Defender asked of them, now. */
    carryOut: async (): Promise<void> => {
      for (const { id, status } of await control('machine-actions')) {
        if (status === 'Pending' || status === 'InProgress')
          await control(`machine-actions/${id}`, { status: 'Succeeded' }, 'PATCH')
      }
    },
  }
}

import { KINDS } from '../domain/action-kind.ts'
import { SEVERITIES } from '../domain/alert.ts'
import type { Instant } from '../domain/instant.ts'
import { askerOf } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { fresh } from '../domain/plan.ts'
import type { Records } from '../records.ts'
import { chatOf } from './chat-of.ts'

/** More wishes than can belong to one action. */
const ENOUGH = 20

/** Tells those who asked here for a package that Defender has it, in their own chats with the bot, where they have one. */
export async function tellPackage(records: Records, action: MachineAction, now: Instant): Promise<void> {
  if (action.type !== KINDS.collect.type || action.status !== 'Succeeded') return
  const intents = await records.intentsOfMachine(action.machineId, ENOUGH)
  const machine = (await records.machines([action.machineId])).get(action.machineId)
  for (const intent of intents) {
    const asked = intent.verb === 'collect' && intent.actionId === action.id
    const chat = asked ? await chatOf(records, askerOf(intent).id) : null
    if (!chat) continue
    const content = { what: 'package', ready: { intentId: intent.id, machine: machine?.name ?? null } } as const
    await records.enqueue([fresh(`package:${intent.id}`, chat.id, content, SEVERITIES.length, 0)], now)
  }
}

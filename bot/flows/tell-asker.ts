import { SEVERITIES } from '../domain/alert.ts'
import type { Intent } from '../domain/intent.ts'
import { fresh } from '../domain/plan.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { chatOf } from './chat-of.ts'
import { toldRefusal } from './told-refusal.ts'

/** Tells a refusal that came late to the person who asked, in their own chat with the bot, where they have one. */
export async function tellAsker({ store, now }: { readonly store: Store; readonly now: Clock }, intent: Intent): Promise<void> {
  const words = await toldRefusal(store, intent)
  const chat = words && (await chatOf(store, intent.person.id))
  if (!chat) return
  const machine = (await store.machines([intent.machineId])).get(intent.machineId)
  const text = `${machine?.name ?? 'The machine'}: ${words}`
  await store.enqueue(
    [fresh(`text:refused:${intent.id}`, chat.id, { what: 'text', text, threadId: null }, SEVERITIES.length, 0)],
    now(),
  )
}

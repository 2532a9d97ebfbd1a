import type { BotAnswer, MessageView, TenantEvent } from '../control/shapes.ts'
import type { Activity, createActivities, Happening, Proof } from './activities.ts'
import { executeActions } from './card-actions.ts'

/** A press on a button: which one, on whose behalf. */
export interface Click {
  readonly account: string
  readonly conversation: string
  readonly message: string
  readonly verb: string
  /** Sent instead of what the card says, as a crafted click. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  readonly inputs?: Readonly<Record<string, unknown>> | undefined
  /** As a client that knows only the Action.Submit beside the button. */
  readonly submit?: boolean | undefined
}

/** What pressing a button needs of Teams. */
export interface ClickParts {
  readonly activities: ReturnType<typeof createActivities>
  readonly place: (account: string, conversation: string) => Happening
  readonly messageIn: (conversation: string, id: string) => MessageView
  readonly send: (activity: Activity) => Promise<BotAnswer>
  readonly emit: (event: TenantEvent) => void
}

/** Presses on the buttons of cards, and what single persons see of them. */
export interface Clicks {
  /** Presses; `proof` is what a sign-in brought. */
  press(click: Click, proof?: Proof): Promise<BotAnswer>
  /** Everybody sees the shared message again. */
  forget(message: string): void
}

/** Nobody has pressed anything. */
export function createClicks({ activities, place, messageIn, send, emit }: ClickParts): Clicks {
  /** The card that the bot last answered an account's click with, by message and account. */
  const privateCards = new Map<string, Map<string, unknown>>()
  return {
    async press({ account, conversation, message: id, verb, data, inputs, submit }, proof) {
      const happening = place(account, conversation)
      const message = messageIn(conversation, id)
      const cards = [privateCards.get(id)?.get(account), ...message.cards]
      const button = cards.flatMap(executeActions).find((action) => action.verb === verb)
      if (!button && !data) throw new Error(`No button of message ${id} has the verb ${verb}`)
      if (submit) return send(activities.submitted(happening, message, { ...(data ?? button?.fallback?.data), ...inputs }))

      const pressed = {
        verb,
        title: button?.title ?? null,
        data: { ...(data ?? button?.data), ...inputs },
        ...(proof && { proof }),
      }
      const answer = await send(activities.pressed(happening, message, pressed))
      const card = cardIn(answer)
      if (card) {
        privateCards.set(id, (privateCards.get(id) ?? new Map<string, unknown>()).set(account, card))
        emit({ type: 'private', account, message: id, answer })
      }
      return answer
    },
    forget(message) {
      privateCards.delete(message)
      emit({ type: 'wiped', message })
    },
  }
}

function cardIn({ status, body }: BotAnswer): unknown {
  if (status !== 200 || typeof body !== 'object' || body === null) return null
  return 'type' in body && body.type === 'application/vnd.microsoft.card.adaptive' && 'value' in body ? body.value : null
}

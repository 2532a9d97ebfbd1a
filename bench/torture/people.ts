import { executeActions } from '../../infra/local/teams/card-actions.ts'
import type { Teams } from '../../infra/local/teams/teams.ts'
import { personalChat } from '../../infra/local/world.ts'

/** What people do with the cards they see. */
export interface People {
  /** Presses Isolate or Release on the card at that place (from 0 to 1) among those that offer it, then confirms, everybody at once. */
  press(which: number, by: readonly string[]): void
  /** Confirms again what was confirmed before, as the card was then. */
  pressOld(which: number, by: string): void
  /** Waits for every answer. */
  done(): Promise<void>
  readonly presses: number
}

/** A button that acts, on a card in Teams. */
interface Button {
  readonly conversation: string
  readonly message: string
  readonly verb: string
  readonly data: Readonly<Record<string, unknown>>
}

const INPUTS = { reason: 'Torture', isolationType: 'Full' }

/** Nobody has pressed anything. A press that the bot is not there to answer does nothing, as in Teams. */
export function createPeople(teams: Teams): People {
  const confirmed: Button[] = []
  const waiting = new Set<Promise<unknown>>()
  let presses = 0

  const buttons = (account: string): Button[] =>
    teams
      .conversations()
      .filter((one) => one.account === null || one.account === account)
      .flatMap(({ id }) => teams.messages(id))
      .flatMap(({ conversation, id: message, cards }) =>
        executeActions(cards)
          .filter(({ verb }) => verb === 'isolate' || verb === 'unisolate')
          .map(({ verb, data }) => ({ conversation, message, verb, data })),
      )
  const wait = (answer: Promise<unknown>): void => {
    const over = answer.finally(() => waiting.delete(over))
    waiting.add(over)
  }
  const confirm = (account: string, { verb, ...button }: Button) => {
    presses += 1
    return teams.signIn.silently({ ...button, account, verb: `confirm-${verb}`, inputs: INPUTS })
  }

  return {
    press(which, by) {
      const [first = ''] = by
      const offered = buttons(first)
      const button = offered[Math.floor(which * offered.length)]
      if (!button) return
      confirmed.push(button)
      const others = by.filter(
        (account) => button.conversation.startsWith('19:') || button.conversation === personalChat(account),
      )
      const { conversation, message, verb } = button
      const opened = teams.signIn.silently({ account: first, conversation, message, verb })
      wait(opened.then(() => Promise.all(others.map((account) => confirm(account, button)))))
    },
    pressOld(which, by) {
      const button = confirmed[Math.floor(which * confirmed.length)]
      if (button?.conversation.startsWith('19:')) wait(confirm(by, button))
    },
    async done() {
      await Promise.all(waiting)
    },
    get presses() {
      return presses
    },
  }
}

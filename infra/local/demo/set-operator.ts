import { setTimeout as sleep } from 'node:timers/promises'
import type { Teams } from '../teams/teams.ts'
import { personalChat } from '../world.ts'

/** Has the lead write where the bot's own reports go, and confirm it, as people do it: then somebody has signed in, too. */
export async function setOperator({ say, messages, signIn }: Teams, signal: AbortSignal): Promise<void> {
  const at = { account: 'lead', conversation: personalChat('lead') }
  await say(at.account, at.conversation, 'operator here')
  for (;;) {
    const asked = messages(at.conversation).find(({ cards }) => JSON.stringify(cards).includes('confirm-draft'))
    if (asked) {
      await signIn.silently({ ...at, message: asked.id, verb: 'confirm-draft' })
      return
    }
    await sleep(100, undefined, { signal })
  }
}

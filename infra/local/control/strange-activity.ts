import type { BotFramework, TokenBend } from '../bot-framework/bot-framework.ts'
import type { Entra } from '../entra/entra.ts'
import type { Activity } from '../teams/activities.ts'
import type { Tell } from '../teams/bot-line.ts'
import { APPS, TENANT_ID } from '../world.ts'
import type { BotAnswer } from './shapes.ts'

/** How the token beside a strange activity differs from Teams's; `by: entra` is a good token of Entra's for the bot itself. */
export type Bend = TokenBend & { readonly by?: 'bot-framework' | 'entra' | undefined }

/** Sends the bot what Teams would not: any activity, with a bent token or (`null`) none. */
export function createStrangeSender(tell: Tell, botFramework: BotFramework, entra: Pick<Entra, 'sign'>, serviceUrl: string) {
  const entraToken = ({ aud = APPS.bot.clientId, iss }: Bend) => {
    const iat = Math.floor(Date.now() / 1000)
    const azp = APPS.bot.clientId
    return entra.sign({ aud, ...(iss && { iss }), iat, nbf: iat, exp: iat + 3_600, azp, tid: TENANT_ID, ver: '2.0' })
  }
  return async (activity: Activity, bend: Bend | null): Promise<BotAnswer> => {
    if (bend === null) return tell(activity, null)
    return tell(activity, await (bend.by === 'entra' ? entraToken(bend) : botFramework.issue(serviceUrl, bend)))
  }
}

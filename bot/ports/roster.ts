import type { ConversationId } from '../domain/ids.ts'
import type { Member } from '../domain/member.ts'

/** Who is in a channel, as Teams lists them. */
export interface Roster {
  /** Everybody of whom Teams tells the Entra id, in no order. @throws BotError */
  members(serviceUrl: string, channel: ConversationId, signal: AbortSignal): Promise<Member[]>
}

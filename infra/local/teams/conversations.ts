import { randomBytes } from 'node:crypto'
import type { ConversationView } from '../control/shapes.ts'
import { ACCOUNTS, personalChat, TEAM } from '../world.ts'

/** A conversation id as it comes over the wire, without and with the thread that `;messageid=` names. */
export function splitThread(id: string): { readonly conversation: string; readonly root: string | null } {
  const [conversation = '', root = null] = id.split(';messageid=')
  return { conversation, root }
}

/** The team's channels and everybody's 1:1 chat with the bot, and where the bot is installed. */
export interface Conversations {
  list(): ConversationView[]
  find(id: string): ConversationView | null
  readonly team: { readonly name: string; readonly installed: boolean }
  /** `where` is `team` or an account's key. */
  setInstalled(where: string, installed: boolean): void
  addChannel(name: string): ConversationView
  /** Answers `null` when no such channel exists. */
  renameChannel(id: string, name: string): ConversationView | null
  deleteChannel(id: string): ConversationView | null
  renameTeam(name: string): void
}

/** The team of world.ts, with the bot nowhere installed. `changed` is called after every change. */
export function createConversations(changed: () => void): Conversations {
  const team = { name: TEAM.name as string, installed: false }
  const installedFor = new Set<string>()
  let channels = TEAM.channels.map(({ id, name }) => ({ id: id as string, name: name as string, exists: true }))

  const list = (): ConversationView[] => [
    ...channels.map((channel) => ({
      ...channel,
      kind: 'channel' as const,
      team: team.name,
      account: null,
      installed: team.installed,
    })),
    ...ACCOUNTS.map(({ key, name }) => ({
      id: personalChat(key),
      kind: 'personal' as const,
      name,
      team: null,
      account: key,
      installed: installedFor.has(key),
      exists: true,
    })),
  ]
  const find = (id: string) => list().find((one) => one.id === id) ?? null
  const change = (id: string, part: { name?: string; exists?: boolean }): ConversationView | null => {
    if (!channels.some((channel) => channel.id === id && channel.exists)) return null
    channels = channels.map((channel) => (channel.id === id ? { ...channel, ...part } : channel))
    changed()
    return find(id)
  }

  return {
    list,
    find,
    team,
    setInstalled(where, installed) {
      if (installed === (where === 'team' ? team.installed : installedFor.has(where))) return
      if (where === 'team') team.installed = installed
      else if (installed) installedFor.add(where)
      else installedFor.delete(where)
      changed()
    },
    addChannel(name) {
      const channel = { id: `19:${randomBytes(16).toString('hex')}@thread.tacv2`, name, exists: true }
      channels = [...channels, channel]
      changed()
      return { ...channel, kind: 'channel', team: team.name, account: null, installed: team.installed }
    },
    renameChannel: (id, name) => change(id, { name }),
    deleteChannel: (id) => change(id, { exists: false }),
    renameTeam(name) {
      team.name = name
      changed()
    },
  }
}

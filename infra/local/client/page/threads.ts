import type { MessageView } from '../../control/shapes.ts'

/** A post of a channel and the replies under it. */
export interface Thread {
  readonly root: string
  /** `null` when the post was deleted and replies are left. */
  readonly post: MessageView | null
  readonly replies: readonly MessageView[]
}

/** Gathers a channel's messages (oldest first) into threads; the one with the newest message comes last, as in Teams. */
export function threadsOf(messages: readonly MessageView[]): readonly Thread[] {
  const byRoot = new Map<string, MessageView[]>()
  for (const message of messages.filter(({ deleted }) => !deleted)) {
    const thread = byRoot.get(message.root) ?? []
    byRoot.delete(message.root) // a map keeps the order of first insertion; this moves the thread to the end
    byRoot.set(message.root, [...thread, message])
  }
  return [...byRoot].map(([root, all]) => ({
    root,
    post: all.find(({ id }) => id === root) ?? null,
    replies: all.filter(({ id }) => id !== root),
  }))
}

import type { Notice } from '../domain/delivery.ts'
import type { Message } from '../ports.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import { mentioning, mentionName } from './mention.ts'
import { plain } from './plain.ts'
import json from './templates/notice.json' with { type: 'json' }

interface NoticeView extends Omit<Notice, 'link' | 'mention'> {
  readonly mention: string | null
  readonly links: readonly { readonly title: string; readonly url: string }[]
}

const expand = template<NoticeView>(json)

/** A few lines of our own, with what people wrote in them as text; buttons confirm what was written. */
export function noticeCard({
  title,
  lines,
  buttons,
  link,
  mention,
}: Notice): Message & { readonly body: { readonly card: AdaptiveCard } } {
  const view = {
    title: plain(title, 160),
    lines: lines.slice(0, 20).map((line) => plain(line, 200)),
    mention: mention ? `For <at>${mentionName(mention.name)}</at>` : null,
    links: link ? [{ ...link, title: plain(link.title, 60) }] : [],
    buttons: buttons.slice(0, 6).map((button) => ({ ...button, title: plain(button.title, 60) })),
  }
  const card = expand(view)
  return { summary: view.title, body: { card: mention ? mentioning(card, [mention]) : card } }
}

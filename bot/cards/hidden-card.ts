import type { Message } from '../ports.ts'
import type { AdaptiveCard } from './expand.ts'
import { noticeCard } from './notice-card.ts'

/** In place of a case's card, once its 1:1 chat does not show the case any more. */
export function hiddenCard(): Message & { readonly body: { readonly card: AdaptiveCard } } {
  return noticeCard({
    title: 'No longer shown here',
    lines: ['No rule of this chat covers it now. What Defender shows you stands in the tab.'],
    buttons: [],
  })
}

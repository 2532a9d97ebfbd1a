import type { Instant } from '../domain/instant.ts'
import type { Message } from '../ports.ts'
import { noticeCard } from './notice-card.ts'
import type { Times } from './times.ts'

/** The service's heartbeat: its time is that of the reading of Defender which this message followed. */
export function pulseCard(begunAt: Instant, times: Times): Message {
  return noticeCard({
    title: 'PocketSOC is awake',
    lines: [
      `Defender was read at ${times.at(begunAt)}, and this came through after it.`,
      'I say so every three minutes, here in place. When the time is old, something between Defender and Teams stands still.',
    ],
    buttons: [],
  })
}

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Failure } from '../failure.ts'
import { useTools } from '../tools.ts'
import { freshness } from '../view/freshness.ts'
import { BackIcon, RefreshIcon } from './icons.tsx'

interface TopBarProps {
  readonly title: string
  /** When Defender was read; undefined while nothing has arrived. */
  readonly asOf: string | null | undefined
  readonly reading: boolean
  readonly failure: Failure | null
  readonly back?: boolean
  /** Leads elsewhere. */
  readonly more?: ComponentChildren
}

/** The head of every screen: where one is, how old it is, and reading it anew. Coming here moves the focus to the title. */
export function TopBar({ title, asOf, reading, failure, back, more }: TopBarProps) {
  const { sources, now, online, live } = useTools()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    document.title = `${title} · PocketSOC`
  }, [title])
  const age = freshness(asOf ?? null, now, { online: online && failure?.status !== 0, live })

  return (
    <header class="top-bar">
      {back && (
        <fluent-button appearance="subtle" icon-only aria-label="Back" onClick={() => history.back()}>
          <BackIcon />
        </fluent-button>
      )}
      <div class="top-words">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {asOf !== undefined && <p class={age.stale ? 'age stale' : 'age'}>{age.text}</p>}
      </div>
      {more}
      <fluent-button appearance="subtle" icon-only aria-label="Read anew" onClick={() => void sources.readAll()}>
        <span class={reading ? 'turning' : ''}>
          <RefreshIcon />
        </span>
      </fluent-button>
    </header>
  )
}

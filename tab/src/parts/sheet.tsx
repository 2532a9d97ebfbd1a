import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

interface SheetProps {
  readonly title: string
  /** The person went back. */
  readonly closed: () => void
  /** Of several steps the one that is shown: each begins at the title. */
  readonly step?: string
  readonly children: ComponentChildren
}

/** What comes up over a screen. Its title has the focus, so that it is read out first. */
export function Sheet({ title, closed, step, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => heading.current?.focus(), [step]) // `autofocus` is refused in a frame of another origin

  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={id} onClose={closed}>
      <h2 ref={heading} id={id} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  )
}

interface BackProps {
  readonly word?: string
  /** Leads to the step before. */
  readonly before?: (() => void) | null
}

/** Closes the sheet that it stands in, where there is no step before. */
export function Back({ word = 'Back', before = null }: BackProps) {
  return (
    <fluent-button appearance="outline" onClick={(event) => (before ? before() : event.currentTarget.closest('dialog')?.close())}>
      {word}
    </fluent-button>
  )
}

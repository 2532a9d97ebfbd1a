import type { HTMLAttributes } from 'preact'

/** Fluent's elements that the tab uses, as JSX knows them. */
interface FluentElements {
  'fluent-button': HTMLAttributes<HTMLElement> & {
    appearance?: 'primary' | 'subtle' | 'outline'
    disabled?: boolean
    'icon-only'?: boolean
  }
  'fluent-anchor-button': HTMLAttributes<HTMLElement> & {
    appearance?: 'primary' | 'subtle' | 'outline'
    href: string
    target?: string
    rel?: string
  }
  'fluent-text-input': HTMLAttributes<HTMLElement> & { type?: string; value?: string; placeholder?: string }
  'fluent-textarea': HTMLAttributes<HTMLElement> & { value?: string; maxLength?: number; block?: boolean; resize?: string }
  'fluent-spinner': HTMLAttributes<HTMLElement> & { size?: string }
}

declare global {
  namespace preact.JSX {
    interface IntrinsicElements extends FluentElements {}
  }
}

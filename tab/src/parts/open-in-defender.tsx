import { OutIcon } from './icons.tsx'

/** Leads out of Teams to the page of Defender's portal. */
export function OpenInDefender({ url }: { readonly url: string }) {
  return (
    <fluent-anchor-button
      appearance="outline"
      icon-only
      href={url}
      target="_blank"
      rel="noreferrer"
      aria-label="Open in Defender"
    >
      <OutIcon />
    </fluent-anchor-button>
  )
}

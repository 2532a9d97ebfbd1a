import MarkdownIt from 'markdown-it'
import { isWebAddress } from './answer.ts'

/** Somebody who may be mentioned: the text that stands for them, their name, and whether it is the person at the screen. */
export interface Mention {
  readonly text: string
  readonly name: string
  readonly me: boolean
}

/** What Teams's mobile parser knows (emphasis, lists, links) and nothing else; HTML stays text. */
const teams = new MarkdownIt('zero', { html: false, breaks: true }).enable([
  'emphasis',
  'link',
  'list',
  'newline',
  'escape',
  'entity',
])
teams.validateLink = isWebAddress

/** Stands for a mention while Markdown is read; private use, so no text means anything by it. */
const MARK = '\uE000'

/** Makes HTML of outside text; only mentions that the message declares become names. */
export function renderMarkdown(text: string, mentions: readonly Mention[]): string {
  const marked = text.replaceAll(MARK, '').replace(/<at>.*?<\/at>/g, (whole) => {
    const index = mentions.findIndex((mention) => mention.text === whole)
    return index < 0 ? whole : `${MARK}${index}${MARK}`
  })
  return teams.render(marked).replace(/(<[^>]*>)|\uE000(\d+)\uE000/g, (_whole, tag: string | undefined, index: string) => {
    const mention = mentions[Number(index)]
    if (tag !== undefined || !mention) return tag ?? ''
    return `<span class="mention${mention.me ? ' me' : ''}">${teams.utils.escapeHtml(mention.name)}</span>`
  })
}

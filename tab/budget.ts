import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** What the first screen may weigh, in bytes gzipped: its scripts, and all that it loads. */
export interface Budget {
  readonly script: number
  readonly everything: number
}

/** Fails a build whose first screen weighs more than it may: on a phone at night every kilobyte is waited for. */
export function budget(most: Budget): Plugin {
  return {
    name: 'budget',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset') return this.error('There is no index.html to weigh.')
        const html = String(page.source)
        const named = [...html.matchAll(/(?:src|href)="\/tab\/([^"]+\.(?:js|css))"/g)].map(([, name = '']) => name)
        const weigh = (names: readonly string[]) =>
          names.reduce((sum, name) => {
            const file = bundle[name]
            return sum + (file ? gzipSync(file.type === 'chunk' ? file.code : file.source).length : 0)
          }, 0)
        const script = weigh(named.filter((name) => name.endsWith('.js')))
        const everything = weigh(named) + gzipSync(html).length
        const weight = `The first screen: ${kB(script)} of scripts, ${kB(everything)} in all, gzipped.`
        if (script === 0) this.error('No script of the first screen was found to weigh.')
        if (script > most.script || everything > most.everything)
          this.error(`${weight} It may be ${kB(most.script)} and ${kB(most.everything)}.`)
        this.info(weight)
      },
    },
  }
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

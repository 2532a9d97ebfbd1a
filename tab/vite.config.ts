import { join } from 'node:path'
import { defineConfig } from 'vite'
import { budget } from './budget.ts'

/** Builds `index.html` and `config.html` into `dist/`, which the bot serves at `/tab/`; nothing in them is inline (CSP). */
export default defineConfig({
  base: '/tab/',
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'config.html'].map((page) => join(import.meta.dirname, page)) },
  },
  plugins: [budget({ script: 90_000, everything: 130_000 })],
})

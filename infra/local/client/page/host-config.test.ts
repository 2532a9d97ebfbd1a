import assert from 'node:assert/strict'
import { hostConfig } from './host-config.ts'

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

for (const theme of ['light', 'dark'] as const) {
  it(`every text of a card stands out from every background in the ${theme} theme`, () => {
    for (const [style, { backgroundColor, foregroundColors }] of Object.entries(hostConfig(theme).containerStyles)) {
      for (const [name, shades] of Object.entries(foregroundColors)) {
        for (const color of Object.values(shades)) {
          assert.ok(contrast(color, backgroundColor) >= 4.5, `${name} ${color} on ${style} ${backgroundColor}`)
        }
      }
    }
  })
}

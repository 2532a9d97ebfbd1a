import type { Theme } from './place.ts'

interface Palette {
  readonly text: string
  readonly subtle: string
  readonly line: string
  readonly accent: string
  readonly good: string
  readonly warning: string
  readonly attention: string
  readonly card: string
  readonly backgrounds: Readonly<Record<'emphasis' | 'accent' | 'good' | 'warning' | 'attention', string>>
}

/** Every pair of text and background here has a contrast of at least 4.5 : 1. */
const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    text: '#242424',
    subtle: '#616161',
    line: '#e0e0e0',
    accent: '#4f52b2',
    good: '#0e700e',
    warning: '#8a3707',
    attention: '#b10e1c',
    card: '#ffffff',
    backgrounds: { emphasis: '#f5f5f5', accent: '#eef0fb', good: '#f1faf1', warning: '#fdf3ec', attention: '#fdf3f4' },
  },
  dark: {
    text: '#ffffff',
    subtle: '#adadad',
    line: '#3d3d3d',
    accent: '#a6acff',
    good: '#7ecb7e',
    warning: '#f7a26f',
    attention: '#f1a0a8',
    card: '#292929',
    backgrounds: { emphasis: '#1f1f1f', accent: '#2b2c4a', good: '#10290f', warning: '#3a2113', attention: '#3b1519' },
  },
}

const SIZES = {
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
}

/** How Teams draws Adaptive Cards, as the `adaptivecards` renderer wants to be told; the values are ours. */
export function hostConfig(theme: Theme) {
  const palette = PALETTES[theme]
  const shade = (color: string) => ({ default: color, subtle: palette.subtle })
  const colored = (color: string) => ({ default: color, subtle: color })
  const foregroundColors = {
    default: shade(palette.text),
    dark: shade(palette.text),
    light: shade(palette.subtle),
    accent: colored(palette.accent),
    good: colored(palette.good),
    warning: colored(palette.warning),
    attention: colored(palette.attention),
  }
  const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors, borderColor: palette.line })

  return {
    supportsInteractivity: true,
    fontTypes: {
      default: { fontFamily: 'inherit', ...SIZES },
      monospace: { fontFamily: 'Consolas, "SF Mono", "DejaVu Sans Mono", monospace', ...SIZES },
    },
    spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: palette.line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    containerStyles: {
      default: container(palette.card),
      emphasis: container(palette.backgrounds.emphasis),
      accent: container(palette.backgrounds.accent),
      good: container(palette.backgrounds.good),
      warning: container(palette.backgrounds.warning),
      attention: container(palette.backgrounds.attention),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline', inlineTopMargin: 12 },
    },
    factSet: {
      title: { weight: 'bolder', size: 'default', color: 'default', isSubtle: false, wrap: true, maxWidth: 160 },
      value: { weight: 'default', size: 'default', color: 'default', isSubtle: false, wrap: true },
      spacing: 16,
    },
    textBlock: { headingLevel: 3 },
    textStyles: { heading: { size: 'large', weight: 'bolder', color: 'default', isSubtle: false } },
  }
}

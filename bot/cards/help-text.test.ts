import assert from 'node:assert/strict'
import { parseCommand } from '../domain/command.ts'
import { helpText } from './help-text.ts'

const commandsIn = (text: string): string[] => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, words = '']) => words).slice(1)

describe('help', () => {
  for (const kind of ['channel', 'personal'] as const) {
    it(`names only commands that are understood: ${kind}`, () => {
      const commands = commandsIn(helpText(kind)).map((words) => words.replace('@PocketSOC ', ''))
      assert.ok(commands.length >= 4)
      for (const words of commands) {
        const { is } = parseCommand(words)
        assert.ok(is !== 'mistake' && (is !== 'help' || words === 'help'), words)
      }
    })
  }

  it('shows how to speak to the bot: with a mention in a channel, without one in a chat', () => {
    assert.match(helpText('channel'), /\*\*@PocketSOC help\*\*/)
    assert.match(helpText('personal'), /\*\*help\*\*/)
  })

  it('speaks of this place’s commands only', () => {
    assert.doesNotMatch(helpText('personal'), /operator/)
    assert.doesNotMatch(helpText('channel'), /sign out/)
  })
})

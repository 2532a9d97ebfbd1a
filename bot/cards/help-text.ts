/** The answer to `help`, and the first words in a new chat; the Markdown is what Teams's phones know: bold and lists. */
export function helpText(kind: 'channel' | 'personal'): string {
  const here = kind === 'channel' ? 'this channel' : 'this chat'
  const say = kind === 'channel' ? '@PocketSOC ' : ''
  return [
    `**PocketSOC** brings Microsoft Defender alerts to ${here} and keeps each card true to what Defender says. Isolate and Release run as you, with your own rights.`,
    '',
    `- **${say}watch high status:new,inprogress group:Servers since:4h** shows what would come here, and asks before it begins`,
    `- **${say}unwatch** and **${say}rules** end and list what comes here`,
    ...(kind === 'channel'
      ? [`- **${say}operator here** sends my own reports here`, `- **${say}digest on** sends one message every morning`]
      : ['- **sign out** ends your sign-in']),
    `- **${say}stop actions** and **${say}resume actions** hold all that changes machines; a lead confirms`,
    `- **${say}help** says this`,
  ].join('\n')
}

import type { TabEvent } from '../../bot/tab-contract.ts'

/** The events of a stream, one by one (WHATWG: server-sent events; ours have one `data` line of JSON each). Ends when the stream does. */
export async function* readEvents(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<TabEvent> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + value).split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data:')) yield JSON.parse(line.slice(5)) as TabEvent
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Defender's words with the spaces that they lack: `WindowsServer2022` → `Windows Server 2022`. */
export function spaced(value: string): string {
  return value.replace(/(?<=[a-z])(?<!^Un)(?=[A-Z][a-z]|\d)/g, ' ')
}

/** Defender's words as a person reads them: `InProgress` → `In progress`, `UnSpecified` → `Unspecified`; `null` is not known. */
export function words(value: string | null): string {
  if (!value) return 'not known'
  return spaced(value).replace(/(?<=[a-z ])[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
}

/** `1 alert`, `2 alerts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

import { readFileSync } from 'node:fs'

/** Processor time of a process so far, in milliseconds; neighbours on the same machine hardly change it. proc(5) counts it in hundredths of a second. */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

/** Memory of a process in megabytes, as Linux counts it in kB: what it holds now (`VmRSS`), and the most it ever held (`VmHWM`). */
export function memoryMb(pid: number): { readonly resident: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
  return { resident: mb('VmRSS'), peak: mb('VmHWM') }
}

/** What the service tells of itself. */
export async function healthOf(botPort: number) {
  return (await fetch(`http://127.0.0.1:${botPort}/healthz`)).json()
}

import type { Alert } from './alert.ts'

/** A file that alerts name as evidence. */
export interface EvidenceFile {
  /** In lower case. */
  readonly sha1: string
  readonly name: string | null
  readonly path: string | null
}

/** The files among the evidence of these alerts, each once, in the order of the alerts. Only files and processes are files. */
export function filesOf(alerts: readonly Alert[]): EvidenceFile[] {
  const files = new Map<string, EvidenceFile>()
  for (const { type, sha1, fileName, filePath } of alerts.flatMap(({ evidence }) => evidence)) {
    const hash = sha1?.toLowerCase() ?? ''
    if (!/^(File|Process)$/i.test(type) || !/^[0-9a-f]{40}$/.test(hash) || files.get(hash)?.name) continue
    files.set(hash, { sha1: hash, name: fileName, path: filePath })
  }
  return [...files.values()]
}

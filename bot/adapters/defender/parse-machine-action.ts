import * as z from 'zod/v4'
import type { ActionId, MachineId } from '../../domain/ids.ts'
import type { MachineAction } from '../../domain/machine-action.ts'
import { ACTION_STATUSES } from '../../domain/machine-action.ts'
import { instant, machineId, text } from './fields.ts'

const shape = z.object({
  id: z.guid(),
  type: z.string().min(1),
  status: text,
  scope: text,
  requestor: text,
  requestorComment: text,
  cancellationComment: text,
  requestSource: text,
  relatedFileInfo: z.object({ fileIdentifier: text, fileIdentifierType: text }).nullish().catch(null),
  machineId,
  creationDateTimeUtc: instant,
  lastUpdateDateTimeUtc: instant,
  lastUpdateTimeUtc: instant,
})

/** Reads one machine action as Defender sent it; `null` for what cannot be one. */
export function parseMachineAction(raw: unknown): MachineAction | null {
  const { success, data } = shape.safeParse(raw)
  if (!success || !data.machineId || !data.creationDateTimeUtc) return null
  return {
    id: data.id.toLowerCase() as ActionId,
    type: data.type,
    status: ACTION_STATUSES.find((one) => one === data.status) ?? { unknown: data.status ?? 'Not given' },
    scope: data.scope,
    sha1:
      data.relatedFileInfo?.fileIdentifierType === 'Sha1' ? (data.relatedFileInfo.fileIdentifier?.toLowerCase() ?? null) : null,
    requestor: data.requestor,
    comment: data.requestorComment,
    cancellationComment: data.cancellationComment,
    source: data.requestSource,
    machineId: data.machineId as MachineId,
    createdAt: data.creationDateTimeUtc,
    updatedAt: data.lastUpdateDateTimeUtc ?? data.lastUpdateTimeUtc ?? data.creationDateTimeUtc,
  }
}

import * as z from 'zod/v4'
import type { MachineId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Machine } from '../../domain/machine.ts'
import { instant, machineId, text, texts } from './fields.ts'

const shape = z.object({
  id: machineId,
  computerDnsName: text,
  rbacGroupName: text,
  osPlatform: text,
  version: text,
  agentVersion: text,
  riskScore: text,
  exposureLevel: text,
  deviceValue: text,
  healthStatus: text,
  onboardingStatus: text,
  machineTags: texts,
  lastIpAddress: text,
  lastExternalIpAddress: text,
  firstSeen: instant,
  lastSeen: instant,
})

/** Reads one machine as Defender sent it (Machine resource); `null` for what has no usable id. */
export function parseMachine(raw: unknown, readAt: Instant): Machine | null {
  const { success, data } = shape.safeParse(raw)
  if (!success || !data.id) return null
  return {
    id: data.id as MachineId,
    name: data.computerDnsName,
    machineGroup: data.rbacGroupName,
    osPlatform: data.osPlatform,
    version: data.version,
    agentVersion: data.agentVersion,
    riskScore: data.riskScore,
    exposureLevel: data.exposureLevel,
    deviceValue: data.deviceValue,
    healthStatus: data.healthStatus,
    onboardingStatus: data.onboardingStatus,
    tags: data.machineTags,
    lastIpAddress: data.lastIpAddress,
    lastExternalIpAddress: data.lastExternalIpAddress,
    firstSeenAt: data.firstSeen,
    lastSeenAt: data.lastSeen,
    readAt,
  }
}

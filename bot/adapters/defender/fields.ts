import * as z from 'zod/v4'
import type { Instant } from '../../domain/instant.ts'
import { parseInstant } from '../../domain/instant.ts'

/** Readers for single fields. Each takes what it can and makes `null` of the rest, so that one odd field never costs an alert. */

/** A text; blank is `null`. */
export const text = z
  .string()
  .transform((value) => (value.trim() === '' ? null : value))
  .nullish()
  .catch(null)
  .transform(orNull)

/** A whole number. */
export const whole = z.int().nullish().catch(null).transform(orNull)

/** A timestamp. */
export const instant: z.ZodType<Instant | null> = z.unknown().transform(parseInstant)

/** A list, whatever is in it. */
export const list = z.array(z.unknown()).catch([])

/** A list of texts, without what is no text. */
export const texts = list.transform((items) => items.filter((item) => typeof item === 'string'))

/** Machine ids are 40 hex digits; anything else cannot be addressed. */
export const machineId = z
  .string()
  .regex(/^[0-9a-f]{40}$/i)
  .transform((id) => id.toLowerCase())
  .nullish()
  .catch(null)
  .transform(orNull)

/** What is not there is no error: to make one costs more than all the rest of an alert. */
function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null
}

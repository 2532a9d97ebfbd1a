import { AppManifestUtils } from '@microsoft/app-manifest'
import type { appManifest } from './manifest.ts'

type Manifest = ReturnType<typeof appManifest>

/** A file of the package, by its name. */
export type Files = ReadonlyMap<string, Uint8Array>

/**
 * What is wrong with a package, each with what to mend; nothing when it is right. The schema does not know icons, domains
 * and what belongs together, which the upload would refuse only then.
 */
export async function packageProblems(manifest: Manifest, files: Files): Promise<string[]> {
  return [
    ...(await schemaProblems(manifest)),
    ...iconProblems(manifest, files),
    ...domainProblems(manifest),
    ...relationProblems(manifest),
  ]
}

async function schemaProblems(manifest: Manifest): Promise<string[]> {
  const told = await AppManifestUtils.validateAgainstSchema(JSON.parse(JSON.stringify(manifest)))
  return told.map((problem) => `the schema: ${problem}`)
}

/** Width and height stand at fixed places of a PNG (RFC 2083, 4.1.1). */
function iconProblems({ icons }: Manifest, files: Files): string[] {
  return Object.entries({ color: 192, outline: 32 }).flatMap(([kind, size]) => {
    const name = icons[kind as keyof typeof icons]
    const bytes = files.get(name)
    if (!bytes) return [`icons.${kind}: ${name} is not in the package`]
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (bytes.byteLength < 24 || view.getUint32(0) !== 0x89504e47) return [`icons.${kind}: ${name} is no PNG`]
    const [width, height] = [view.getUint32(16), view.getUint32(20)]
    return width === size && height === size ? [] : [`icons.${kind}: ${name} is ${width}×${height}, not ${size}×${size}`]
  })
}

function domainProblems({ developer, staticTabs, configurableTabs, validDomains, webApplicationInfo }: Manifest): string[] {
  const tabs = [
    ...staticTabs.map(({ contentUrl }) => contentUrl),
    ...configurableTabs.map(({ configurationUrl }) => configurationUrl),
  ]
  const urls = [developer.websiteUrl, developer.privacyUrl, developer.termsOfUseUrl, ...tabs]
  return [
    ...urls.filter((url) => URL.parse(url)?.protocol !== 'https:').map((url) => `PUBLIC_URL: Teams takes only https, not ${url}`),
    ...urls
      .filter((url) => !validDomains.includes(URL.parse(url)?.hostname ?? ''))
      .map((url) => `validDomains do not cover ${url}`),
    ...validDomains
      .filter((domain) => domain !== domain.toLowerCase())
      .map((domain) => `PUBLIC_URL: ${domain} must be lower case, or sign-in fails on Android`),
    ...(webApplicationInfo.resource.startsWith(`api://${validDomains[0]}/`)
      ? []
      : ['webApplicationInfo.resource is of another domain than PUBLIC_URL']),
  ]
}

function relationProblems({ id, version, bots, webApplicationInfo, supportsChannelFeatures }: Manifest): string[] {
  const [bot] = bots
  return [
    ...(/^\d+\.\d+\.\d+$/.test(version) ? [] : [`version: ${version} is not three numbers such as 1.2.3`]),
    ...(bot?.botId === id ? [] : ['bots[0].botId is not the id of the app']),
    ...(webApplicationInfo.resource.endsWith(`/botid-${bot?.botId}`)
      ? []
      : ['webApplicationInfo.resource does not end with botid-<BOT_ID>']),
    ...(webApplicationInfo.id !== bot?.botId ? [] : ['SSO_CLIENT_ID must be another registration than BOT_ID']),
    ...(bot?.scopes.includes('team') && supportsChannelFeatures !== 'tier1'
      ? ['a bot in teams needs supportsChannelFeatures "tier1"']
      : []),
  ]
}

/** What a link into the tab is made of. */
export interface TabPlace {
  /** The app's id in the organisation's catalog, which Teams gives it at the upload; the manifest's own id is another. */
  readonly appId: string
  readonly tenantId: string
  /** The tab's own address, for a client that cannot open it. */
  readonly url: string
  /** Where Teams is in this cloud, `https://teams.microsoft.com`. */
  readonly teamsUrl: string
}

/** The tab's `entityId` in the manifest. */
export const TAB_ENTITY = 'alerts'

/**
 * Opens the personal tab at a machine or an alert (Teams: "Deep link to a tab"). `subPage` is `machine:<id>`,
 * `alert:<id>` or `isolated`, and reaches the tab as `context.page.subPageId`; it says where to look, never who looks.
 */
export function tabLink({ appId, tenantId, url, teamsUrl }: TabPlace, subPage: string, label: string): string {
  const query = new URLSearchParams({
    tenantId,
    label,
    webUrl: url,
    context: JSON.stringify({ subEntityId: subPage.toWellFormed() }),
  })
  return `${teamsUrl}/l/entity/${encodeURIComponent(appId)}/${TAB_ENTITY}?${String(query).replaceAll('+', '%20')}`
}

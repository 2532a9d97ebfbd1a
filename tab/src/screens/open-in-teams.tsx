/** What somebody sees who opened the tab's address in a browser. */
export function OpenInTeams() {
  return (
    <main class="lone">
      <h1>Open this in Teams</h1>
      <p>
        PocketSOC shows Microsoft Defender alerts inside Microsoft Teams, where it knows who you are. Teams did not answer here.
      </p>
      <fluent-anchor-button appearance="primary" href="/tab/teams">
        Go to Teams
      </fluent-anchor-button>
    </main>
  )
}

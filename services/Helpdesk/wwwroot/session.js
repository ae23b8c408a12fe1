// Says that the session has ended, and where to sign in; what is on the page stays as it is. The banner goes by itself when somebody has signed in again, here or in another tab.
const banner = document.getElementById("signed-out");
let touched = false;

// What is typed into a form that keeps it comes back after signing in; for any other the page has to stay.
document.addEventListener("input", event => { touched ||= Boolean(event.target.form?.matches("[method=post]:not([data-typed])")); });

banner?.querySelector("a").addEventListener("click", event => {
  event.currentTarget.href = `/sign-in?returnTo=${encodeURIComponent(location.pathname + location.search)}`;
  event.currentTarget.target = touched ? "_blank" : "";
});

export function signedOut() {
  if (!banner) return;
  banner.className = "banner bad";
  banner.hidden = false;
  document.getElementById("live-state").hidden = true;
}

export function signedIn() { if (banner) banner.hidden = true; }

export const isSignedOut = () => banner?.hidden === false;

/** Asks as the page's script does. Whoever calls hears of a session that has ended by the status, the reader by the banner. */
export async function ask(address, options = {}) {
  const answer = await fetch(address, { cache: "no-store", ...options, headers: { "X-Fragment": "1", ...options.headers } });
  if (answer.status === 401) signedOut();
  return answer;
}

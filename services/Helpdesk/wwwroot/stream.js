// One stream of news for all tabs of a browser: the tab that holds the lock listens and tells the others.
const silence = 45000;

/** Calls `changed` with the topics that have news, `connected` with whether anybody would be told, and `ended` when the reader is signed out. */
export function listen(changed, connected, ended) {
  const hear = ({ topics, signedOut, connected: told }) => topics ? changed(topics) : signedOut ? ended() : connected(told);
  const others = "BroadcastChannel" in window ? new BroadcastChannel("helpdesk-live") : null;
  others?.addEventListener("message", ({ data }) => hear(data));
  const tell = message => {
    hear(message);
    others?.postMessage(message);
  };
  if (navigator.locks && others) {
    let listening = false;
    navigator.locks.request("helpdesk-live", () => { listening = true; return new Promise(() => open(tell)); });
    // A tab that is told by another has missed what changed between its page's reading and now.
    setTimeout(() => { if (!listening) changed(["all"]); }, 200);
  } else {
    open(tell);
  }
}

function open(tell, failures = 0) {
  const source = new EventSource("/live");
  let watch;
  const alive = () => {
    clearTimeout(watch);
    watch = setTimeout(() => lost(), silence);
  };
  const lost = async () => {
    clearTimeout(watch);
    const refused = source.readyState === EventSource.CLOSED;
    source.close();
    // A stream that was refused gives no reason; one that broke off is opened again.
    if (refused && await hasEnded()) tell({ signedOut: true });
    else if (failures > 0) tell({ connected: false });
    setTimeout(() => open(tell, failures + 1), Math.min(500 * 2 ** failures, 15000) * (0.7 + Math.random() * 0.6));
  };
  source.addEventListener("hello", () => {
    // What changed before the stream was open, since the page was read or the last stream broke, is read now.
    tell({ topics: ["all"] });
    failures = 0;
    tell({ connected: true });
    alive();
  });
  source.addEventListener("changed", event => { alive(); tell({ topics: event.data.split("\n") }); });
  source.addEventListener("beat", alive);
  source.addEventListener("error", lost);
  alive();
}

async function hasEnded() {
  const end = new AbortController();
  try {
    const { status } = await fetch("/live", { headers: { Accept: "text/event-stream", "X-Fragment": "1" }, cache: "no-store", signal: end.signal });
    return status === 401;
  } catch {
    return false;
  } finally {
    end.abort();
  }
}

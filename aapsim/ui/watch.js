// Looks after a page that stays open: when the server was started again, draws it anew at once and
// says so; whenever a page is drawn anew, gives back what had been typed and is not on it any more.
// Constant: data is read from the fields of this page and written as text (textContent) only.
(() => {
  if (window.aapsimWatch) return;
  window.aapsimWatch = true;

  const RESTARTED = "Le logiciel a redémarré ; tout ce qui était enregistré est là. Un essai non gardé est à refaire.";
  const TYPED = "Vous aviez tapé, sans l'enregistrer : ";
  const STEP_MS = 200, REST_MS = 600, PATIENCE_MS = 60000;
  const FIELDS = '[data-testid="stTextInput"] input, [data-testid="stTextArea"] textarea';
  const UNSENT = '[data-testid="stDataFrame"], [data-testid="stFileUploaderFile"]';
  const CONNECTION = "data-test-connection-state", KEPT = "aapsim-run", PING_MS = 250;

  const app = () => document.querySelector('[data-testid="stApp"]');
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const run = () => /st-key-aapsim-run-\w+/.exec(document.querySelector('[class*="st-key-aapsim-run-"]')?.className)?.[0];

  const typed = new Map();
  document.addEventListener("input", (event) => {
    const label = event.target.matches?.(FIELDS) && event.target.getAttribute("aria-label");
    if (label) typed.set(label, event.target.value);
  }, true);

  // Only what a person typed and still stood in its field: not what the software had put there.
  const pending = () => [...document.querySelectorAll(FIELDS)]
    .map((field) => [field.getAttribute("aria-label"), field.value])
    .filter(([label, value]) => value.trim() && typed.get(label) === value);

  const rested = async () => {
    const end = Date.now() + PATIENCE_MS;
    let since = Date.now();
    while (Date.now() < end && Date.now() - since < REST_MS) {
      await wait(STEP_MS);
      if (app()?.dataset.testScriptState !== "notRunning") since = Date.now();
    }
  };

  const tell = (sentences) => {
    document.querySelector(".aapsim-notice")?.remove();
    if (!sentences.length) return;
    const notice = document.createElement("div");
    notice.className = "aapsim-notice";
    notice.setAttribute("role", "status");
    sentences.forEach((sentence) => notice.appendChild(document.createElement("p")).textContent = sentence);
    const close = notice.appendChild(document.createElement("button"));
    close.textContent = "Compris";
    close.addEventListener("click", () => notice.remove());
    document.body.append(notice);
  };

  const after = async (before, had) => {
    await rested();
    const there = new Map(pending());
    const gone = had.filter(([label, value]) => there.get(label) !== value);
    const sentences = before === run() ? [] : [RESTARTED];
    if (gone.length) sentences.push(`${TYPED}${gone.map(([label, value]) => `${label} : ${value}`).join(" ; ")}`);
    if (sentences.length) tell(sentences);
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".st-key-aapsim-update button")) return;
    after(run(), pending());
    // A button inside a part of the page that is drawn again by itself was seen to lose presses: another one helps.
    document.querySelector(".st-key-aapsim-refresh button")?.click();
  }, true);

  // After a cut Streamlit leaves the old page as it was, and the first button pressed on it would do nothing.
  let cut = false;
  const back = async () => {
    const before = run(), had = pending();
    const button = () => document.querySelector(".st-key-aapsim-refresh button");
    while (!button() || button().disabled) await wait(STEP_MS);
    button().click();
    after(before, had);
  };

  // Streamlit waits longer and longer between two attempts. Where nothing on the page is still to be
  // sent, it is opened again as soon as a server that was really gone answers.
  const ping = async () => {
    let gone = false;
    for (; cut; await wait(PING_MS)) {
      try {
        const answer = await fetch("_stcore/health", {cache: "no-store"});
        if (!cut || !gone || !answer.ok || pending().length || document.querySelector(UNSENT)) continue;
        sessionStorage.setItem(KEPT, run() ?? "");
        window.location.reload();
        return;
      } catch { gone = true; }
    }
  };

  new MutationObserver(() => {
    const connected = app()?.getAttribute(CONNECTION) === "CONNECTED";
    if (connected === !cut) return;
    cut = !connected;
    if (cut) ping();
    else back();
  }).observe(document.body, {subtree: true, attributes: true, attributeFilter: [CONNECTION]});

  const before = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (before) after(before, []);
})();

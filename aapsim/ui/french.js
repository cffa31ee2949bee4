// Streamlit's own words are English and no setting changes them. This constant script says what
// the page is written in, and rewrites those words where Streamlit draws them: attributes that
// screen readers speak, the file uploader, and the "connection lost" dialog. It never reads data.
(() => {
  document.documentElement.lang = "fr";
  document.documentElement.translate = false;
  if (window.aapsimFrench) return;
  window.aapsimFrench = true;

  const ATTRIBUTES = ["aria-label", "title", "placeholder"];
  const WORDS = {
    "Close": "Fermer",
    "Open": "Ouvrir la liste",
    "Clear all": "Tout retirer",
    "Clear value": "Effacer",
    "Clear entry": "Effacer",
    "Remove file": "Retirer le fichier",
    "file upload": "Fichier à envoyer",
    "Select all": "Tout choisir",
    "Selectbox options": "Choix possibles",
    "Multiselect options": "Choix possibles",
    "Selected values": "Choix faits",
    "Collapse sidebar": "Replier le menu",
    "Expand sidebar": "Déplier le menu",
    "Main menu": "Menu",
    "App pages": "Écrans",
    "Fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Search": "Chercher",
    "Choose options": "Choisir",
    "Choose an option": "Choisir",
    "Toast": "Message",
    "Sidebar": "Menu et séance",
    "Help": "Aide",
    "Vega visualization": "Graphique",
    "Show data": "Montrer les données",
    "Download as PNG": "Télécharger l'image",
    "Copy Vega-Lite spec": "Copier la définition du graphique",
  };
  const STARTS = [["Help for ", "Aide : "], ["Remove ", "Retirer "]];
  const LOST = "Le tableau de bord ne répond plus. Ce qui a été enregistré est conservé ; "
    + "relancez-le, et l'écran revient de lui-même.";
  const TEXTS = {
    "No results": "Aucun résultat",
    "Select all": "Tout choisir",
    "Skip to main content": "Aller au contenu",
    "Upload": "Choisir un fichier",
    "Add files": "Ajouter des fichiers",
    "Drag and drop a file here": "Déposez un fichier ici",
    "Drag and drop files here": "Déposez des fichiers ici",
    "Connection error": "Connexion perdue",
    "Streamlit server is not responding. Are you connected to the internet?": LOST,
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": LOST,
    "Connection timed out.": LOST,
    "streamlit run yourscript.py": "make run",
    "Page not found": "Écran introuvable",
    "Error:": "Erreur : ",
    "Only one file is allowed.": "Un seul fichier à la fois.",
    "Unexpected error. Please try again.": "Le fichier n'a pas été reçu ; choisissez-le de nouveau.",
  };
  const TEXT_PLACES = 'a[href^="#"], [data-testid="stFileUploader"], [data-testid="stDialog"], [role="dialog"], [role="listbox"], [data-live-announcer]';
  // Sentences with a figure or a name inside: what a list says aloud, and an unknown address.
  const SENTENCES = [
    [/^You have requested page .+ Running the app's main page\.$/, "Cette adresse ne mène à aucun écran : voici l'accueil."],
    [/^The page that you have requested .+ Running the app's main page\.$/, "Cette adresse ne mène à aucun écran : voici l'accueil."],
    [/^No options available\.?$/, "Aucun choix."],
    [/^1 option available\.?$/, "1 choix possible."],
    [/^(\d+) options available\.?$/, "$1 choix possibles."],
    [/^Select (\d+) matches$/, "Choisir les $1 trouvés"],
    [/^File must be (\d+)(?:\.0)?\s*MB or smaller\.$/, "Ce fichier dépasse $1 Mo ; partagez-le en plusieurs fichiers."],
    [/^.* files are not allowed\.$/, "Ce genre de fichier n'est pas lu ; choisissez un tableau, .xlsx ou .ods par exemple."],
    [/^(AxiosError|Request failed|Network Error).*$/, "Le fichier n'a pas été reçu ; choisissez-le de nouveau."],
    [/^(.+), selected$/, "$1, choisi"],
    [/^(.+), not selected$/, "$1, non choisi"],
  ];

  const words = (text) => {
    if (WORDS[text]) return WORDS[text];
    const start = STARTS.find(([english]) => text.startsWith(english));
    return start ? start[1] + text.slice(start[0].length) : text;
  };

  const attributes = (element) => {
    for (const name of ATTRIBUTES) {
      const before = element.getAttribute(name);
      if (!before) continue;
      const after = words(before);
      if (after !== before) element.setAttribute(name, after);
    }
  };

  const sentence = (parent, before) => {
    const spoken = '[data-live-announcer], [role="dialog"], [role="listbox"], [data-testid="stFileUploader"]';
    if (!parent.closest(spoken)) return undefined;
    const found = SENTENCES.find(([english]) => english.test(before));
    return found && before.replace(found[0], found[1]);
  };

  const text = (node) => {
    const parent = node.parentElement;
    if (!parent || !parent.closest(TEXT_PLACES)) return;
    const before = node.nodeValue.trim();
    const limit = /^(\d+)\s*MB per file$/.exec(before.replace(/(\d)\.0(?=\s*MB)/, "$1"));
    const after = limit ? `${limit[1]} Mo au plus` : TEXTS[before] || sentence(parent, before);
    if (after && after !== before) node.nodeValue = after;
  };

  // The groups of the menu stand between its list and the entries: as a list it would be read wrong.
  const menu = () => {
    document.querySelectorAll('[data-testid="stSidebarNavItems"]').forEach((list) => {
      list.setAttribute("role", "group");
      list.querySelectorAll("li").forEach((entry) => entry.setAttribute("role", "presentation"));
    });
  };

  // A panel that opens is drawn at the end of the page: the cursor goes into it, else the keyboard
  // would have to cross the whole page to reach it.
  const enter = (node) => {
    const panel = node.matches('[data-testid="stPopoverBody"]') ? node : node.querySelector('[data-testid="stPopoverBody"]');
    if (!panel) return;
    setTimeout(() => {
      if (panel.contains(document.activeElement)) return;
      const first = panel.querySelector("input, textarea, button, a");
      if (first) first.focus();
    }, 150);
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return undefined;
    attributes(node);
    enter(node);
    if (node.closest('[data-testid="stSidebarNav"]') || node.querySelector('[data-testid="stSidebarNav"]')) menu();
    node.querySelectorAll("[aria-label], [title], [placeholder]").forEach(attributes);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    if (node.closest(TEXT_PLACES) || node.querySelector(TEXT_PLACES)) while (walker.nextNode()) text(walker.currentNode);
    return undefined;
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") attributes(change.target);
      else if (change.type === "characterData") text(change.target);
      else change.addedNodes.forEach(visit);
    }
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  visit(document.body);
})();

// The page's query editor: Yasgui over this server and no other, a tab for each named query.
// Reads #yasgui (data-endpoint, data-graph: what tells two graphs of one host apart; data-editor, data-page-size: names
// for a screen reader), #queries ([{label, query}]) and #prefixes ({prefix: iri}), #terms ([iri]: classes and properties
// to complete). #new-query opens an empty tab.

(function () {
  "use strict";

  const read = (id, otherwise) => {
    const found = document.getElementById(id);
    return found ? JSON.parse(found.textContent) : otherwise;
  };
  const root = document.getElementById("yasgui");
  const endpoint = new URL(root.dataset.endpoint || "/sparql", location.href).href;
  const prefixes = read("prefixes", {});
  const terms = read("terms", []);
  const { Yasqe } = Yasgui;

  // the stock lists ask other hosts, or name vocabularies that this graph has nothing of
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.forkAutocompleter("prefixes", {
    name: "own-prefixes",
    persistenceId: null,
    get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort(),
  });
  for (const kind of ["class", "property"]) {
    if (Yasqe.Autocompleters[kind]) Yasqe.forkAutocompleter(kind, { name: `own-${kind}`, persistenceId: null, bulk: true, get: () => terms });
  }
  // Tab leaves the editor, as it leaves every other field: whoever has no pointer could not get out
  Object.assign(Yasqe.defaults.extraKeys, { Tab: false, "Shift-Tab": false });

  const editor = new Yasgui(root, {
    requestConfig: {
      endpoint,
      method: "POST",
      acceptHeaderSelect: "application/sparql-results+json",
      acceptHeaderGraph: "text/turtle",
    },
    copyEndpointOnNewTab: true,
    autoAddOnInit: false,
    populateFromUrl: true,
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
    persistenceId: `zhengtu_${root.dataset.graph || ""}`,
    yasr: { prefixes },
  });

  const queries = read("queries", []);
  if (!Object.keys(editor._tabs).length) {
    queries.forEach(({ label, query }, number) => (
      editor.addTab(number === 0, { name: label, yasqe: { value: query }, requestConfig: { endpoint } })));
    if (!queries.length) editor.addTab(true, { requestConfig: { endpoint } });
  }
  document.getElementById("new-query").addEventListener("click", () => editor.addTab(true, { requestConfig: { endpoint } }));

  // What its markup leaves out for screen readers and keys. A tab's panel is made only once the tab is opened.
  const amend = () => {
    for (const tab of root.querySelectorAll("[role=tab][aria-controls]")) {
      if (!document.getElementById(tab.getAttribute("aria-controls"))) tab.removeAttribute("aria-controls");
    }
    for (const field of root.querySelectorAll(".CodeMirror textarea:not([aria-label])")) field.setAttribute("aria-label", root.dataset.editor);
    for (const list of root.querySelectorAll("select.tableSizer:not([aria-label])")) list.setAttribute("aria-label", root.dataset.pageSize);
    for (const box of root.querySelectorAll(".CodeMirror-scroll[tabindex='-1'], .dataTables_scrollBody:not([tabindex])")) box.tabIndex = 0;
  };
  amend();
  new MutationObserver(amend).observe(root, { childList: true, subtree: true });
})();

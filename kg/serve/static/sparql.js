// The page's query editor: Yasgui over this server and no other, a tab for each named query.
// Reads #yasgui (data-endpoint, data-graph: what tells two graphs of one host apart), #queries ([{label, query}]) and
// #prefixes ({prefix: iri}), #terms ([iri]: classes and properties to complete).

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
})();

// The editor of queries: colours, completion of names of the graph, Ctrl-Enter runs, an error is marked in its line.
// The field of the form stays, and holds what is written here. Styles stand in the shadow of the editor, so that the
// page needs to allow none of its own.

import {
  Decoration, EditorState, EditorView, HighlightStyle, Prec, StateEffect, StateField, StreamLanguage, autocompletion,
  bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap, defaultKeymap, drawSelection, history,
  historyKeymap, keymap, lineNumbers, sparql, syntaxHighlighting, tags,
} from "./codemirror.js";

const field = document.getElementById("query");
const place = document.getElementById("lines");
const WORDS = (
  "SELECT DISTINCT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES GROUP ORDER " +
  "LIMIT OFFSET HAVING PREFIX COUNT SAMPLE GROUP_CONCAT EXISTS STRSTARTS CONTAINS REGEX LANG DATATYPE COALESCE BOUND"
).split(" ");
let terms = null;

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--blue)", fontWeight: "600" },
  { tag: [tags.string, tags.number, tags.literal], color: "var(--accepted)" },
  { tag: [tags.special(tags.variableName), tags.atom, tags.meta], color: "var(--claimed)" },
  { tag: tags.comment, color: "var(--dim)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { border: "1px solid var(--dim)", borderRadius: "4px", background: "var(--paper)", color: "var(--ink)", fontSize: "14px" },
  "&.cm-focused": { outline: "2px solid var(--blue)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Noto Sans Mono", monospace', lineHeight: "1.5", minHeight: "9em", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--soft)", color: "var(--dim)", border: "0" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { background: "var(--line) !important" },
  ".cm-matchingBracket": { background: "var(--line) !important" },
  ".cm-fault": { background: "var(--soft)", textDecoration: "underline wavy var(--disputed)" },
  ".cm-faulty": { boxShadow: "inset 3px 0 var(--disputed)" },
  ".cm-tooltip": { background: "var(--paper)", color: "var(--ink)", border: "1px solid var(--dim)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--blue) !important", color: "var(--paper) !important" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit" },
});

// What the server could not read is marked until something is written.
const marked = StateEffect.define();
const faults = StateField.define({
  create: () => Decoration.none,
  update(found, change) {
    if (change.docChanged) return Decoration.none;
    for (const effect of change.effects) if (effect.is(marked)) found = effect.value;
    return found;
  },
  provide: one => EditorView.decorations.from(one),
});

async function known() {
  if (terms === null) {
    const answer = await fetch("/terms.json");
    terms = answer.ok ? await answer.json() : [];
  }
  return terms;
}

async function offer(context) {
  const begun = context.matchBefore(/[?$]\w*|<?[A-Za-z][\w-]*:?[\w-]*/);
  if (!begun && !context.explicit) return null;
  const text = begun?.text ?? "";
  if (/^[?$]/.test(text)) {
    const names = new Set(context.state.doc.toString().match(/[?$]\w+/g));
    names.delete(text);
    return { from: begun.from, options: [...names].map(label => ({ label, type: "variable" })) };
  }
  if (!context.explicit && !text.includes(":")) return null;
  const options = (await known()).map(label => ({ label, type: "property", boost: 1 }));
  options.push(...WORDS.map(label => ({ label, type: "keyword" })));
  return { from: begun?.from ?? context.pos, options };
}

// A browser keeps the look of what is written over by a style of its own, which the page forbids: so it is done here.
function overwrite(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (empty || event.inputType !== "insertText" || !event.data || event.isComposing) return false;
  const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type" });
  const taken = view.state.facet(EditorView.inputHandler).some(one => one(view, from, to, event.data, insert));
  if (!taken) view.dispatch(insert());
  event.preventDefault();
  return true;
}

function run() {
  field.form.requestSubmit();
  return true;
}

function begin() {
  const shadow = place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root: shadow,
    parent: shadow,
    doc: field.value,
    extensions: [
      lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(),
      EditorState.tabSize.of(2), EditorView.lineWrapping, StreamLanguage.define(sparql), syntaxHighlighting(colours),
      autocompletion({ override: [offer], icons: false }), look, faults,
      EditorView.contentAttributes.of({ "aria-label": "Query" }),
      EditorView.domEventHandlers({ beforeinput: overwrite }),
      Prec.highest(keymap.of([{ key: "Ctrl-Enter", mac: "Cmd-Enter", run }])),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      EditorView.updateListener.of(change => {
        if (change.docChanged) field.value = change.state.doc.toString();
      }),
    ],
  });
  field.hidden = true;
  field.required = false;
  field.labels[0]?.removeAttribute("for");
  place.hidden = false;
  document.getElementById("live-keys").hidden = false;
  if (field.dataset.line) mark(view, Number(field.dataset.line), Number(field.dataset.column));
}

function mark(view, number, column) {
  const { doc } = view.state;
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const from = Math.min(line.from + Math.max(column - 1, 0), line.to);
  const word = doc.sliceString(from, line.to).match(/^\S+/)?.[0].length ?? 0;
  const found = [Decoration.line({ class: "cm-faulty" }).range(line.from)];
  if (word) found.push(Decoration.mark({ class: "cm-fault" }).range(from, from + word));
  view.dispatch({ effects: marked.of(Decoration.set(found)), selection: { anchor: from, head: from + word }, scrollIntoView: true });
  view.focus();
}

begin();

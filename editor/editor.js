// The SPARQL editor of the web page: CodeMirror with what a query needs. Built into one file by `make editor`.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { classHighlighter } from "@lezer/highlight";
import {
  drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";

const KEYWORDS =
  "SELECT ASK CONSTRUCT DESCRIBE WHERE DISTINCT FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND GROUP BY ORDER BY HAVING LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT CONTAINS REGEX STRSTARTS STRENDS LCASE UCASE SUBSTR REPLACE STR LANG DATATYPE BOUND COALESCE IF EXISTS NOT EXISTS YEAR MONTH DAY PREFIX".split(
    " ",
  );

/** Proposes the keywords, the graph's words and the variables of the query. `words()` gives prefixed names. */
function proposals(words) {
  return (context) => {
    const found = context.matchBefore(/[?$]?[\w:.-]+/);
    if (!found || (found.from === found.to && !context.explicit)) return null;
    const text = found.text;
    if (/^[?$]/.test(text)) {
      const names = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      names.delete(text);
      return { from: found.from, options: [...names].map((label) => ({ label, type: "variable" })) };
    }
    const options = words().map(({ name, detail }) => ({ label: name, type: "property", detail }));
    if (!text.includes(":")) options.push(...KEYWORDS.map((label) => ({ label, type: "keyword" })));
    return { from: found.from, options, validFor: /^[\w:.-]*$/ };
  };
}

/** An editor in `parent`: `text()`, `write(text)`, `mark(line, column, message)`, `focus()`. */
export function editor(parent, { words, onRun, onChange }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: "",
      extensions: [
        lineNumbers(), lintGutter(), history(), drawSelection(), highlightSpecialChars(), highlightActiveLine(),
        indentOnInput(), bracketMatching(), closeBrackets(), EditorView.lineWrapping,
        StreamLanguage.define(sparql), syntaxHighlighting(classHighlighter),
        autocompletion({ override: [proposals(words)] }),
        EditorView.contentAttributes.of({ "aria-label": "SPARQL query", spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
        keymap.of([
          { key: "Mod-Enter", run: () => (onRun(), true) },
          ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab,
        ]),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark: (line, column, message) => {
      const marks = [];
      if (line) {
        const at = view.state.doc.line(Math.min(line, view.state.doc.lines));
        const from = Math.min(at.from + Math.max(column - 1, 0), at.to);
        marks.push({ from, to: Math.min(from + 1, at.to), severity: "error", message });
      }
      view.dispatch(setDiagnostics(view.state, marks));
    },
    focus: () => view.focus(),
  };
}

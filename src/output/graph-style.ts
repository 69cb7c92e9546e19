const hues = {
  network: "#4c78a8",
  security: "#a5699a",
  storage: "#4d9a45",
  compute: "#dd7a12",
  api: "#2f8f8a",
  edge: "#d6494a",
  monitoring: "#93705a",
  outside: "#7d8590",
};

/** Colours and fonts of the drawing, for light and dark screens. */
export const graphStyle = [
  ":root{--page:#fff;--card:#f6f8fa;--edge:#d1d9e0;--text:#1f2328;--quiet:#59636e;--line:#8c959f}",
  "@media(prefers-color-scheme:dark){:root{--page:#0d1117;--card:#161b22;--edge:#3d444d;--text:#e6edf3;--quiet:#9198a1;--line:#768390}}",
  "text{font-family:system-ui,-apple-system,'Segoe UI',sans-serif;fill:var(--text)}",
  ".page{fill:var(--page)}",
  ".body{fill:var(--card);stroke:var(--edge)}",
  ".heading{font-size:22px;font-weight:600}.section{font-size:16px;font-weight:600}",
  ".small{font-size:13px}.small,.over,.corner,.line,.label{fill:var(--quiet)}",
  ".over,.corner,.label{font-size:11px}.corner{text-anchor:end}",
  ".name{font-size:15px;font-weight:600}.line{font-size:12px}",
  ".label{text-anchor:middle;paint-order:stroke;stroke:var(--page);stroke-width:6px;stroke-linejoin:round}",
  ".link{fill:none;stroke:var(--line);stroke-width:1.5}.head{fill:var(--line)}",
  ...Object.entries(hues).map(([part, hue]) => `.${part} .stripe{fill:${hue}}`),
].join("");

/** A text as a QR code, drawn as SVG. The library is fetched when it is first needed. */

const SVG = "http://www.w3.org/2000/svg";
/** Modules of white around the code (ISO/IEC 18004). */
const QUIET = 4;

/** Draws `text`, and nothing else: no address. `label` names the picture. Rejects when the library cannot be fetched. */
export async function drawQr(text: string, label: string): Promise<SVGSVGElement> {
  const { correction, generate } = await import("lean-qr");
  const code = generate(text, { minCorrectionLevel: correction.Q });
  const side = code.size + 2 * QUIET;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "qr");
  svg.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  const places = Array.from(
    { length: code.size ** 2 },
    (_, at) => [at % code.size, Math.floor(at / code.size)] as const,
  );
  path.setAttribute("d", places.map(([x, y]) => (code.get(x, y) ? `M${x} ${y}h1v1h-1z` : "")).join(""));
  svg.append(path);
  return svg;
}

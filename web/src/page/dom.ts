// Elements of the page from a few words, so that a view reads like what it shows:
//
//   make("button", { class: "step", on: { click: next } }, "Next")
//
// Text is always set as text, never as markup: a title that comes from a file cannot put anything into the page.

export type Child = Node | string | number | null | undefined | false;

export interface Properties {
  class?: string;
  on?: Record<string, (event: never) => void>;
  [attribute: string]: unknown;
}

/** An element of the page. A true attribute is set without a value; false, null and undefined are left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  dress(element, properties, children);
  return element;
}

/** The same for an element of a drawing. */
export function makeSvg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(element, properties, children);
  return element;
}

/** Put these children in place of all that an element had. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter(isShown).map(asNode));
}

function dress(element: Element, properties: Properties, children: Child[]): void {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") {
      for (const [event, listen] of Object.entries(value as Record<string, EventListener>)) {
        element.addEventListener(event, listen);
      }
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter(isShown).map(asNode));
}

const isShown = (child: Child): child is Node | string | number => child !== null && child !== undefined && child !== false;
const asNode = (child: Node | string | number): Node | string => (typeof child === "number" ? String(child) : child);

/** The script of the page that `eddy play` serves. */

import { App } from "./app.ts";

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? "";
const app = new App({ worker: textOf("worker"), code: JSON.parse(textOf("code")) });
document.title = "eddy play";
document.body.replaceChildren(...app.parts);
app.start();

/** The script of the page that `eddy play` serves. */

import { App } from "./app.ts";

const worker = document.getElementById("worker")?.textContent ?? "";
const app = new App(worker);
document.title = "eddy play";
document.body.replaceChildren(...app.parts);
app.start();

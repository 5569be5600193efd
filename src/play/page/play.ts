/** The script of the page that `eddy play` serves. */

import { element } from "../../view/page/dom.ts";
import { App } from "./app.ts";

const worker = document.getElementById("worker")?.textContent ?? "";
const app = new App(worker);
document.body.replaceChildren(...app.parts);
app.start();
document.body.append(element("span", { id: "started", hidden: true }));

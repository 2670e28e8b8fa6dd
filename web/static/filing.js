/* Additions only: the form is sent whole without this file. With it, what is written is kept while it is written. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-filing]");
  if (!form) return;
  const status = form.querySelector("[data-status]");
  const say = (words) => { status.textContent = words; };

  /* Sends the form as its button “save” would, and hears how far that is; the address of the draft becomes the page's. */
  const send = (progress) => new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const answers = new FormData(form);
    answers.set("auto", "yes");
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onerror = failed;
    request.onload = () => {
      const answer = request.response?.querySelector("form[data-filing]");
      if (!answer) return failed();
      form.action = answer.getAttribute("action");
      if (request.responseURL.includes("/file/draft/")) history.replaceState(null, "", form.action);
      // A file that is refused keeps nothing else from being kept.
      done({ answer, kept: request.status === 200 || Boolean(answer.querySelector("input[type=file][aria-invalid]")) });
    };
    request.send(answers);
  });

  /* What the answer says of the documents takes the place of what the page says; nothing else is touched. */
  const documents = (answer) => {
    for (const input of form.querySelectorAll("input[type=file]")) {
      const said = answer.querySelector(`#${CSS.escape(input.id)}`)?.closest(".field");
      if (said && (input.files.length || said.querySelector(".wrong"))) input.closest(".field").replaceWith(said);
    }
  };

  let queue = Promise.resolve();
  const keep = (progress = () => {}) => {
    say(form.dataset.saving);
    queue = queue.then(() => send(progress)).then(({ answer, kept }) => {
      documents(answer);
      say(kept ? form.dataset.saved : form.dataset.unsaved);
    }).catch(() => say(form.dataset.unsaved));
    return queue;
  };

  const tooLarge = (input) => [...input.files].some((file) => file.size > Number(form.dataset.most) * 2 ** 20);
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return keep();
    const field = input.closest(".field");
    field.querySelector(".wrong")?.remove();
    if (tooLarge(input)) {
      input.value = "";
      const wrong = document.createElement("span");
      wrong.className = "wrong";
      wrong.setAttribute("role", "alert");
      wrong.textContent = form.dataset.large;
      return input.before(wrong);
    }
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", form.dataset.saving);
    field.append(bar);
    return keep((part) => { bar.value = part; }).then(() => bar.remove());
  });
})();

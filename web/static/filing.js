/* Additions only: the form is sent whole without this file. With it, what is written is kept while it is written. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-filing]");
  if (!form) return;
  const status = form.querySelector("[data-status]");
  const say = (words) => { status.textContent = words; };

  const choices = () => [...form.querySelectorAll("input[type=file]")];

  /* Sends the form as its button “save” would, and shows how far that is; the address of the draft becomes the page's. */
  const send = () => new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    const answers = new FormData(form);
    const files = new Map(choices().map((input) => [input.id, input.files[0]]));
    answers.set("auto", "yes");
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) for (const bar of form.querySelectorAll("progress")) bar.value = event.loaded / event.total;
    };
    request.onerror = failed;
    request.onload = () => {
      const answer = request.response?.querySelector("form[data-filing]");
      if (!answer) return failed();
      form.action = answer.getAttribute("action");
      if (request.responseURL.includes("/file/draft/")) history.replaceState(null, "", form.action);
      // A file that is refused keeps nothing else from being kept.
      done({ answer, files, kept: request.status === 200 || Boolean(answer.querySelector("input[type=file][aria-invalid]")) });
    };
    request.send(answers);
  });

  /* What the answer says of a document that was sent takes the place of its question; one chosen meanwhile is not lost. */
  const documents = ({ answer, files }) => {
    for (const input of choices()) {
      const said = answer.querySelector(`#${CSS.escape(input.id)}`)?.closest(".field");
      if (said && input.files[0] && files.get(input.id) === input.files[0]) input.closest(".field").replaceWith(said);
    }
  };

  /* One after the other; what is written while one waits goes along with it. */
  let queue = Promise.resolve();
  let waits = false;
  const keep = () => {
    if (waits) return;
    waits = true;
    queue = queue.then(() => {
      waits = false;
      say(form.dataset.saving);
      return send();
    }).then((heard) => {
      documents(heard);
      say(heard.kept ? form.dataset.saved : form.dataset.unsaved);
    }).catch(() => {
      for (const bar of form.querySelectorAll("progress")) bar.remove();
      say(form.dataset.unsaved);
    });
  };

  const complain = (input, words) => {
    const wrong = document.createElement("span");
    wrong.className = "wrong";
    wrong.setAttribute("role", "alert");
    wrong.textContent = words;
    input.before(wrong);
  };
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type === "file") {
      const field = input.closest(".field");
      field.querySelector(".wrong")?.remove();
      if (input.files[0]?.size > Number(form.dataset.most) * 2 ** 20) {
        input.value = "";
        return complain(input, form.dataset.large);
      }
      const bar = document.createElement("progress");
      bar.setAttribute("aria-label", form.dataset.saving);
      field.append(bar);
    }
    keep();
  });
})();

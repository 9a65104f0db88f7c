export const fetchTranslation = (url: string) =>
  fetch(url, {
    credentials: "same-origin",
  });

// Rewrites times in the viewer's time zone. The tooltip still shows UTC.
document.addEventListener("DOMContentLoaded", () => {
  const local = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  htmx.onLoad((added) => {
    for (const time of added.querySelectorAll("time[datetime]")) {
      time.textContent = local.format(new Date(time.dateTime));
    }
  });
});

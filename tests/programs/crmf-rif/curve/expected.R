# survfit's curve, 1 - survival, with its log-log band; the days given for feedback.
suppressMessages(library(survival))
d <- read.csv(file.path(Sys.getenv("CUPRUM_ROOT", "../../../.."), "datasets/rif.csv"), na.strings = "")
as_of <- as.Date("2017-11-15")
issue <- as.Date(d$issue_date); feedback <- as.Date(d$feedback_date); due <- as.Date(d$feedback_due_date)
lines <- readLines("out.csv")
curve <- read.csv(text = lines[grepl("^indicator|^feedback_(answered|due)", lines)])
for (year in 2016:2017) {
    seen <- issue <= as_of & format(issue, "%Y") == year
    answered <- (!is.na(feedback) & feedback <= as_of)[seen]
    days <- as.numeric(ifelse(answered, feedback[seen], as_of)) - as.numeric(issue[seen])
    f <- survfit(Surv(days, answered) ~ 1, conf.type = "log-log")
    is <- subset(curve, indicator == "feedback_answered_share" & period == year)
    if (f$time[1] > 0) is <- is[-1, ]  # the curve begins at 0
    stopifnot(is$days == f$time, all.equal(is$value, 1 - f$surv), is$numerator == f$n.event,
              is$denominator == f$n.risk, is$n_missing == f$n.censor)
    some <- f$surv > 0 & f$surv < 1
    stopifnot(all.equal(is$lower[some], 1 - f$upper[some]), all.equal(is$upper[some], 1 - f$lower[some]))
    given <- as.numeric(due - issue)[format(issue, "%Y") == year]
    stopifnot(subset(curve, indicator == "feedback_due_days" & period == year)$value == median(given, na.rm = TRUE))
}

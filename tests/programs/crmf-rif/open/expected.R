# survfit counts what is still open on --as-of as longer than so far.
suppressMessages(library(survival))
d <- read.csv("in.csv", na.strings = "")
issue <- as.Date(d$issue_date); feedback <- as.Date(d$feedback_date); due <- as.Date(d$feedback_due_date)
out <- strsplit(grep("^feedback", readLines("out.csv"), value = TRUE), ",")
number <- function(i, field) suppressWarnings(as.numeric(out[[i]][field]))
as_of <- as.Date(c("2017-09-12", "2017-08-31", "2017-07-10"))
for (k in 1:3) {
    seen <- issue <= as_of[k]
    answered <- (!is.na(feedback) & feedback <= as_of[k])[seen]
    days <- as.numeric(ifelse(answered, feedback[seen], as_of[k])) - as.numeric(issue[seen])
    fit <- summary(survfit(Surv(days, answered) ~ 1, conf.type = "log-log"))$table
    met <- !is.na(due) & due <= as_of[k]
    on_time <- sum(feedback[met] <= due[met], na.rm = TRUE)
    stopifnot(all.equal(c(number(2 * k, 3), number(2 * k, 4), number(2 * k, 5)),
                        unname(fit[c("median", "0.95LCL", "0.95UCL")])),
              number(2 * k, 6) == sum(answered), number(2 * k, 7) == sum(seen), number(2 * k, 8) == sum(!seen),
              number(2 * k - 1, 6) == on_time, number(2 * k - 1, 7) == sum(met), number(2 * k - 1, 8) == sum(!met))
}

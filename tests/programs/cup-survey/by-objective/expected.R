source("../../../reference/indicators.R")
actions <- sample_of("actions.csv")
status <- c(actions_completed = "COMPLETED", actions_ongoing = "ONGOING", actions_not_started = "NOT_STARTED")
lines <- unlist(lapply(names(status), function(s) {
    n <- table(factor(actions$objective[actions$status == status[s]], 1:7))
    sprintf("%s,,%s,,%d,,,%d,,0,count,A,sum", s, names(n), n, n)
}))
stopifnot(identical(grep("^actions", readLines(Sys.glob("out.*")), value = TRUE), lines))
